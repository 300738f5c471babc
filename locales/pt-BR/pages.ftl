# Simples e tranquilo, tratando por você, sem culpar ninguém.

page =
    .error_prefix = Erro:
    .optional = opcional
    .cancel = Cancelar
    .close = Você pode fechar esta página.
    .cancel_to_app = Cancelar e voltar para { $app }
    .back_to_app = Voltar para { $app }
    .to_home = Ir para { $tenant }
    .terms = Termos
    .privacy = Privacidade
    .terms_of = Termos de { $name }
    .privacy_of = Privacidade em { $name }
    .show = Mostrar
    .hide = Ocultar
    .show_password = Mostrar a senha
    .hide_password = Ocultar a senha
    .form_too_old = Esta página ficou aberta por um tempo. Tente mais uma vez. Se acontecer de novo, permita os cookies deste site.
    .too_many = Isso foi pedido muitas vezes em pouco tempo. Você pode tentar de novo depois de { $until }.
    .work = Um momento: o seu navegador ainda está preparando este formulário.
    .look_again = { $count ->
        [one] Um campo precisa de revisão.
       *[other] { $count } campos precisam de revisão.
    }

signin =
    .title = Entrar
    .to_app = para continuar em { $app }
    .to_tenant = na sua conta { $tenant }
    .username = Nome de usuário ou e‑mail
    .only_username = Nome de usuário
    .password = Senha
    .continue = Continuar
    .forgot = Esqueceu a senha?
    .new_here = É sua primeira vez aqui?
    .create_account = Criar uma conta
    .create_account_at = Criar uma conta em { $host }
    .choose_account = Escolher uma conta já conectada
    .username_missing = Digite seu nome de usuário ou e‑mail.
    .password_missing = Digite sua senha.
    .not_recognised = Este nome e esta senha não combinam. Confira os dois e tente de novo.
    .too_many_attempts = Houve muitas tentativas seguidas. Você pode tentar de novo depois de { $until }.
    .suspended = Esta conta está pausada. Quem a administra pode explicar melhor.
    .locked = Esta conta está bloqueada. Para desbloqueá-la, escolha uma nova senha por e-mail.

password =
    .title = Digite sua senha
    .again = Confirme que é você.
    .not_you = Não é você?
    .or_passkey = Sem senha? Talvez sua conta tenha uma chave de acesso no lugar dela.

mailin =
    .title = Entrar por e‑mail
    .lead = Enviaremos um link e um código. Você não vai precisar da senha.
    .send = Enviar um link
    .instead = Receber um link por e‑mail
    .sent = Se { $login } tiver uma conta aqui, um e‑mail está a caminho. Abra o link neste navegador ou digite o código.
    .code = Código do e‑mail
    .wrong = Este código não confere ou não funciona mais. Use o e‑mail mais recente.
    .use_password = Usar sua senha
    .elsewhere_title = Seu código
    .elsewhere = Você começou a entrar em outro navegador. Digite este código lá.
    .elsewhere_note = Não passe este código a ninguém. Se você não está entrando agora, use o botão abaixo.
    .denied = O link e o código do nosso e‑mail não funcionam mais. Ninguém entra com eles.

signup =
    .title = Criar conta
    .for_app = Uma conta { $tenant } para { $app } e muito mais
    .for_tenant = Sua conta { $tenant }
    .name = Nome
    .email = E‑mail
    .have_account = Já tem uma conta?
    .passkey = Criar com uma chave de acesso
    .passkey_hint = Nenhuma senha para lembrar: basta desbloquear seu dispositivo.
    .finish_title = Crie sua chave de acesso
    .password_title = Escolha uma senha
    .finish_lead = Seu endereço está confirmado. Esta é a última etapa.
    .use_password = Usar uma senha em vez disso
    .passkey_cancelled = Nenhuma chave de acesso foi criada. Tente de novo ou use uma senha.
    .passkey_failed = Não foi possível criar a chave de acesso. Tente de novo ou use uma senha.
    .passkey_lacking = As chaves de acesso não funcionam neste navegador agora. Use uma senha em vez disso.
    .taken = Esse nome de usuário ou endereço foi usado nesse meio-tempo. Entre ou comece de novo com outros dados.
    .name_missing = Digite o nome que os outros vão ver.
    .name_too_long = Escolha um nome mais curto.
    .email_missing = Digite seu e‑mail.
    .email_malformed = Digite um endereço completo, como nome@example.com.
    .username_taken = Este nome de usuário já existe. Tente outro ou deixe o campo vazio.
    .username_malformed = Escolha um nome de usuário sem espaços, com até 128 caracteres.
    .domain_blocked = Endereços deste domínio não são aceitos aqui. Use outro.
    .domain_not_allowed = Aqui só são aceitos endereços de alguns domínios. Tente o do trabalho ou o da escola.

strength =
    .hint = { $count ->
        [one] Pelo menos { $count } caractere. Três ou quatro palavras sem relação entre si funcionam bem.
       *[other] Pelo menos { $count } caracteres. Três ou quatro palavras sem relação entre si funcionam bem.
    }
    .missing = Escolha uma senha.
    .refused = Escolha uma senha mais difícil de adivinhar.
    .too_short = { $count ->
        [one] Use pelo menos { $count } caractere.
       *[other] Use pelo menos { $count } caracteres.
    }
    .too_long = { $count ->
        [one] Use no máximo { $count } caractere.
       *[other] Use no máximo { $count } caracteres.
    }
    .very_weak = Muito fraca.
    .weak = Fraca.
    .good = Boa.
    .strong = Forte.
    .common = É uma das senhas mais usadas, ou quase igual a uma delas.
    .single_word = Uma palavra só é fácil de adivinhar.
    .name = Nomes são fáceis de adivinhar.
    .keyboard_row = Teclas vizinhas são fáceis de adivinhar.
    .repetition = Caracteres repetidos são fáceis de adivinhar.
    .sequence = Sequências como abc ou 6543 são fáceis de adivinhar.
    .date = Datas e anos são fáceis de adivinhar.
    .add_words = Acrescente uma ou duas palavras incomuns.
    .use_words = Use algumas palavras que não combinem entre si.
    .avoid_repetition = Evite repetições.
    .avoid_sequences = Evite sequências de letras ou números.
    .avoid_dates = Evite datas e anos.
    .longer_pattern = Use um padrão mais longo, com mais mudanças de direção.
    .no_tricks = Trocar letras por maiúsculas ou símbolos ajuda pouco; mais palavras ajudam muito.
    .breached = Esta senha foi roubada em outro lugar e está nas listas que os invasores tentam primeiro. Escolha outra.
    .used_before = Você já usou esta senha antes. Escolha uma nova.

verify =
    .title = Confira seu e‑mail
    .sent_to = Enviamos um código para { $email }.
    .sent_again = Um novo código está a caminho. Só o mais recente funciona.
    .code = Código de seis dígitos
    .hint = Ainda não chegou? Olhe também na pasta de spam.
    .confirm = Confirmar
    .send_again = Enviar um novo código
    .change = Usar outro endereço
    .missing = Digite o código do e‑mail.
    .wrong = Este não é o código que enviamos. Compare com o e‑mail mais recente.
    .expired = Este código expirou.
    .spent = Houve códigos errados demais. Este não funciona mais.
    .give_title = Adicione seu e‑mail
    .give_lead = Sua conta { $tenant } ainda não tem e‑mail. Digite o seu e enviaremos um código.
    .give_not_here = Sua conta não tem e‑mail, e { $tenant } precisa de um. Peça a quem administra { $tenant } que o adicione.

second =
    .totp_title = Digite seu código
    .totp_lead = Seu app autenticador mostra o código para { $tenant }.
    .totp_missing = Digite o código do seu app autenticador.
    .totp_wrong = Este código não confere. Espere o próximo e tente de novo.
    .recovery_title = Usar um código de recuperação
    .recovery_lead = Ele está na lista que você guardou.
    .recovery_field = Código de recuperação
    .recovery_left = { $count ->
        [one] Cada código funciona uma vez. Você ainda tem { $count }.
       *[other] Cada código funciona uma vez. Você ainda tem { $count }.
    }
    .recovery_missing = Digite um dos seus códigos de recuperação.
    .recovery_wrong = Este não é um dos seus códigos, ou você já o usou.
    .email_lead = Podemos enviar um código para { $email }.
    .new_here = É a primeira vez que você entra por aqui, então precisamos confirmar que é você.
    .email_send = Enviar um código
    .other_ways = Tentar de outro jeito
    .way_totp = Usar seu app autenticador
    .way_approval = Aprovar em outro navegador
    .way_email = Receber um código por e‑mail
    .way_recovery_code = Usar um código de recuperação
    .way_passkey = Usar uma chave de acesso
    .remember = { $count ->
        [one] Não perguntar de novo neste navegador por { $count } dia
       *[other] Não perguntar de novo neste navegador por { $count } dias
    }

approval =
    .lead = Use um navegador em que você já entrou, no celular por exemplo.
    .ask = Pedir aprovação
    .again = Pedir de novo
    .waiting_title = Aprove no outro navegador
    .open = Onde você já entrou, abra { $url }.
    .number = Digite lá este número:
    .waiting = Assim que você aprovar, esta página continua sozinha.
    .denied_title = A entrada foi recusada
    .denied = No outro navegador, alguém recusou ou digitou números errados. Escolha outra forma de entrar.
    .expired_title = Ninguém aprovou a tempo
    .expired = Você pode perguntar de novo ou escolher outra forma.
    .too_often = Por enquanto não dá para perguntar nos seus outros navegadores. Escolha outra forma ou tente daqui a uma hora.

passkey =
    .title = Use sua chave de acesso
    .lead = Seu dispositivo confirma para { $tenant } que é você.
    .use = Usar uma chave de acesso
    .sign_in = Entrar com uma chave de acesso
    .no_script = As chaves de acesso precisam de JavaScript, que está desativado neste navegador.
    .cancelled = Nenhuma chave de acesso foi usada. Tente de novo ou entre de outra forma.
    .cancelled_alone = Nenhuma chave de acesso foi usada. Tente de novo.
    .timed_out = Demorou demais. Tente de novo.
    .cannot_use = As chaves de acesso não funcionam neste navegador agora. Entre de outra forma.
    .cannot_use_alone = As chaves de acesso não funcionam neste navegador agora. Tente outro navegador ou dispositivo.
    .cannot_make = Não foi possível criar esta chave de acesso. Tente de novo.
    .not_made = Nenhuma chave de acesso foi criada. Tente de novo ou em outro momento.
    .exists = Este dispositivo já tem uma chave de acesso da sua conta.
    .late = Demorou demais. Tente de novo.
    .unknown = Não conhecemos esta chave de acesso aqui. Entre de outra forma.
    .unknown_alone = Não conhecemos esta chave de acesso aqui. Tente outra.
    .of_another = Esta chave de acesso é de outra conta. Use uma das suas.
    .refused = Não foi possível verificar esta chave de acesso. Tente de novo.
    .copied = Parece haver uma cópia desta chave de acesso, por isso ela não foi aceita. Entre de outra forma.
    .copied_alone = Parece haver uma cópia desta chave de acesso, por isso ela não foi aceita. Peça ajuda a quem administra este site.
    .offer_title = Entre mais rápido da próxima vez
    .offer_lead = Crie uma chave de acesso neste dispositivo.
    .offer_easy = Entre com sua digital, seu rosto ou o PIN deste dispositivo.
    .offer_safe = Nada para lembrar, e nada que uma página falsa possa roubar de você.
    .offer_private = Sua digital e seu rosto ficam no dispositivo.
    .offer_make = Criar uma chave de acesso
    .offer_later = Agora não

sms =
    .title = Confira seu celular
    .sent_to = Enviamos um código por SMS para { $number }.
    .lead = Podemos enviar um código por SMS para { $number }.
    .hint = Ainda não chegou? Pode levar um minuto.
    .change = Usar outro número
    .missing = Digite o código do SMS.
    .wrong = Este não é o código que enviamos. Compare com o SMS mais recente.
    .way = Receber um código por SMS
    .number_title = Receber códigos por SMS
    .number_lead = Vamos enviar um código para o seu celular, agora e quando for preciso para entrar.
    .number = Número de celular
    .number_hint = Com o código do país, por exemplo +55 11 91234-5678.
    .number_missing = Digite seu número de celular.
    .number_no_country = Comece com o sinal de mais e o código do seu país, por exemplo +55.
    .number_elsewhere = Não enviamos mensagens de texto para números desse país. Use outro número ou outra forma.
    .number_malformed = Este não é um número completo. Compare com o seu.
    .use_totp = Usar um app autenticador
    .use_sms = Receber códigos por SMS
    .message = Seu código para { $tenant } é { $code }. Não conte a ninguém.
    .recovery = Alguém quer entrar na sua conta { $tenant } sem a segunda etapa. Não é você? { $link }

enrol =
    .title = Configure uma segunda etapa
    .lead = Além da senha, você vai usar um código do seu celular.
    .install = Abra um app autenticador no celular ou instale um.
    .scan = Adicione esta conta a ele: leia a imagem abaixo.
    .picture = Um código QR para o seu app autenticador
    .open = Abrir no seu app autenticador
    .by_hand = Não consegue ler? Digite uma chave
    .type_code = Digite o código que o app mostra agora.

codes =
    .title = Guarde seus códigos de recuperação
    .lead = Se você perder o celular ou o computador, cada código deixa você entrar uma vez. Você só vai vê-los agora: copie, imprima ou anote.
    .anew = Aquele era o último, então aqui estão códigos novos.
    .whose = Para { $login } em { $tenant }
    .print = Imprimir
    .copy = Copiar
    .copied = Copiado
    .saved = Já guardei

link =
    .confirm_title = Confirme seu e‑mail
    .confirm = { $email } é o endereço da sua conta { $tenant }?
    .confirm_button = Sim, confirmar
    .why_password = Você começou em outro navegador. Digite a senha que escolheu lá, ou digite naquele navegador o código do e‑mail.
    .type_code = Para confirmar { $email }, digite o código do e‑mail na página em que você começou.
    .password_wrong = Esta não é a senha escolhida para esta conta.
    .deny_button = Não, não fui eu
    .denied_title = Nada foi confirmado
    .denied = { $email } não foi usado. O link e o código do nosso e‑mail não funcionam mais.
    .not_you = Não é seu? Feche esta página e nada vai acontecer.
    .confirmed_title = E‑mail confirmado
    .confirmed = { $email } agora faz parte da sua conta.
    .close = Você pode fechar esta página e continuar de onde começou.
    .void_title = Este link não funciona mais
    .void = Os links dos nossos e‑mails funcionam uma vez e por pouco tempo.
    .ask_again = Pedir um novo

forgot =
    .title = Esqueceu a senha?
    .lead = Vamos enviar por e‑mail um link para você escolher uma nova.
    .void_title = Este link não funciona mais
    .send = Enviar o link
    .back = Voltar para a entrada
    .username_missing = Digite seu nome de usuário ou e‑mail.
    .link_void = Os links dos nossos e‑mails funcionam uma vez e por pouco tempo. Você pode pedir um novo aqui.
    .sent_title = Confira seu e‑mail
    .sent = Se houver uma conta para { $username }, um e‑mail com um link está a caminho.
    .sent_hint = Pode levar um minuto. Olhe também na pasta de spam.
    .try_again = Tentar outro nome ou endereço

newpassword =
    .title = Escolha uma nova senha
    .field = Nova senha
    .save = Salvar a senha
    .effect = Você vai sair de todos os outros lugares.
    .changed_title = Senha alterada
    .changed = Todas as outras sessões foram encerradas. Use a nova senha daqui em diante.
    .changed_here = Use a nova senha daqui em diante. As sessões abertas continuam abertas.
    .changed_close = Você pode fechar esta página e entrar no seu app.
    .why_operator = Quem administra { $tenant } pede que você escolha uma nova senha antes de continuar.
    .why_breached = Sua senha foi roubada em outro lugar e está nas listas que os invasores tentam primeiro. Escolha uma nova antes de continuar.
    .why_code = Sua conta não tem senha: você entra com uma chave de acesso. Para definir uma por e‑mail, também é preciso um código.
    .passkey_title = Você entra com uma chave de acesso
    .passkey_lead = Sua conta não tem senha, e este link sozinho não pode definir uma. Entre com sua chave de acesso e configure uma lá.
    .passkey_lost = Perdeu todas as chaves de acesso? Só quem administra { $tenant } pode devolver seu acesso.
    .lost = Perdi minhas chaves de acesso e meus códigos

lock =
    .title = Bloquear sua conta?
    .lead = Faça isso se algo na sua conta { $tenant } não foi você.
    .out = Todas as sessões são encerradas, em cada navegador, app e dispositivo.
    .in = Ninguém entra até você desbloquear a conta com uma nova senha.
    .undone = Chaves de acesso e apps autenticadores adicionados nos últimos dias são removidos. Um novo endereço ou uma exclusão é desfeita.
    .button = Bloquear minha conta
    .was_me = Foi você? Feche esta página e nada vai acontecer.
    .void = Ele já foi usado ou é antigo demais. Se você não consegue entrar na sua conta, escolha uma nova senha.
    .done_title = Sua conta está bloqueada
    .done = Todas as sessões foram encerradas, e ninguém entra até você desbloquear a conta.
    .unlock_now = Desbloquear agora
    .later = Quando quiser a conta de volta, use “{ $forgot }” na página de entrada.
    .operators = Só quem administra { $tenant } pode desbloquear a conta.
    .unlock_title = Desbloqueie sua conta
    .unlock_lead = Escolha uma nova senha. A antiga não funciona mais.
    .unlock_passkey = Você entra com sua chave de acesso, como antes. Só o bloqueio é removido.
    .code = Código da segunda etapa
    .code_hint = Do seu app autenticador, ou um dos seus códigos de recuperação.
    .code_missing = Digite um código do seu app ou um código de recuperação.
    .code_wrong = Este código não confere ou já foi usado.
    .unlock_submit = Desbloquear a conta
    .unlocked_title = Sua conta está desbloqueada
    .unlocked = Entre com sua nova senha e veja se todas as formas de entrar são suas.
    .to_methods = Ver suas formas de entrar
    .allow_lead = Um app quer desbloquear esta conta com um dos seus códigos de recuperação e escolher uma nova senha. Continue apenas se você estiver usando esse app agora.
    .allow_button = Sim, sou eu
    .allow_not_me = Não é você? Feche esta página e a conta continua bloqueada.
    .allowed_title = Volte para o app
    .allowed = Agora você pode escolher sua nova senha lá.

regain =
    .cannot = Não consigo usar nenhuma destas formas
    .title = Voltar a entrar sem a segunda etapa
    .lead = Para quando você perdeu todas as formas de fazer a segunda etapa. Leva um tempo, para que ninguém mais entre desse jeito.
    .told = Avisamos você por e-mail e onde você já entrou. De lá, o pedido pode ser interrompido até o fim.
    .wait = Você poderá concluir a partir de { $at }, com um link que enviaremos por e-mail. Se encontrar de novo uma das suas formas, entre como sempre.
    .effect = Então todas as suas formas de fazer a segunda etapa são removidas, todas as sessões são encerradas, e você configura outras.
    .start = Pedir para voltar a entrar
    .waiting_title = Seu pedido está em espera
    .waiting = Você poderá concluir a partir de { $at }. Enviaremos o link por e-mail nesse momento.
    .ready_title = Veja seu e-mail
    .ready = A espera acabou. Enviamos a você um link para concluir.
    .mail_again = Enviar o link de novo
    .mailed_again = Enviamos um novo link. O anterior não funciona mais.
    .later_title = Não é possível pedir agora
    .later = Já houve pedidos, ou um deles foi interrompido. Você poderá pedir de novo a partir de { $at }.
    .nobody_title = Não há endereço para onde escrever
    .nobody = Sua conta não tem um endereço de e-mail confirmado. Só quem administra { $tenant } pode deixar você entrar de novo.
    .asked_title = Você pediu para voltar a entrar?
    .asked = Alguém que sabe sua senha ou lê seus e-mails diz que perdeu a segunda etapa e quer entrar sem ela.
    .when = Pedido feito: { $at }
    .from = Pode ser concluído a partir de { $at }
    .stop = Não sou eu: interromper
    .keep = Sou eu, continuar
    .stop_title = Interromper este pedido?
    .stop_lead = Alguém quer entrar na sua conta { $tenant } sem a segunda etapa. Se não é você, interrompa aqui.
    .stopped_title = O pedido foi interrompido
    .stopped = Ninguém entra desse jeito. Mas talvez alguém saiba sua senha: altere a senha ou bloqueie sua conta.
    .void = Ele já foi usado, ou o pedido terminou.
    .finish_title = Voltar a entrar
    .finish_lead = Você pediu para voltar a entrar na sua conta { $tenant } sem a segunda etapa.
    .gone = Suas chaves de acesso, seu app autenticador, seu número e seus códigos de recuperação são removidos.
    .password = Você escolhe uma nova senha.
    .finish = Remover e continuar
    .not_me = Não foi você? Use o outro link do e-mail, que interrompe o pedido.
    .early_title = Ainda é cedo
    .done_title = Você já pode voltar a entrar
    .done = Tudo da segunda etapa foi removido. Entre e configure logo algo novo.
    .done_password = Tudo da segunda etapa foi removido. Escolha uma nova senha, entre e configure logo algo novo.
    .set_up = Entrar e configurar
    .waits = Alguém quer entrar nesta conta sem a segunda etapa.
    .look = Ver o pedido
    .approve = Sou eu: não esperar
    .approve_hint = Você entrou aqui em duas etapas. Se foi você que pediu, não precisa esperar.
    .approved_title = Não é mais preciso esperar
    .none_title = Nada para interromper
    .none = Ninguém pede para entrar na sua conta sem a segunda etapa.

consent =
    .title = { $app } quer usar sua conta
    .leads_to = Depois você irá para { $host }.
    .other_account = Trocar de conta
    .will = O app poderá
    .new = Novo
    .allow = Permitir

scope =
    .openid = Saber que é você
    .profile = Ver seu nome e perfil
    .email = Ver seu e‑mail
    .address = Ver seu endereço postal
    .phone = Ver seu número de telefone
    .offline_access = Continuar conectado quando você não estiver
    .other = Usar “{ $scope }”

device =
    .title = Conectar um dispositivo
    .lead = Sua TV ou outro dispositivo mostra um código. Digite-o aqui.
    .code = Código do dispositivo
    .hint = Oito letras. Maiúsculas e traços não fazem diferença.
    .missing = Digite o código que o dispositivo mostra.
    .unknown = Nenhum dispositivo mostra este código. Compare letra por letra.
    .expired = Este código não funciona mais. Peça ao dispositivo para mostrar um novo.
    .connect_title = Conectar este dispositivo?
    .connect_named = Conectar { $device }?
    .wants = { $app } quer usar sua conta neste dispositivo.
    .compare = O dispositivo à sua frente mostra este código?
    .says = O dispositivo que pediu
    .nameless = Um dispositivo sem nome
    .asked = { $count ->
        [0] Pediu agora há pouco
        [one] Pediu há { $count } minuto
       *[other] Pediu há { $count } minutos
    }
    .same_network = Da mesma rede que você usa
    .elsewhere = De uma rede diferente da sua
    .warning = Alguém enviou este código para você? Então o dispositivo é dessa pessoa, e ela entraria na sua conta.
    .deny = Não é meu
    .connect = Conectar
    .done_title = Olhe para o seu dispositivo
    .done = { $app } continua lá em um instante. Você pode fechar esta página.
    .done_named = { $app } continua em { $device } em um instante. Você pode fechar esta página.
    .denied_title = Nada foi conectado
    .denied = O dispositivo foi recusado. Se alguém passou o código para você, não responda.
    .again = Digitar outro código

choose =
    .title = Escolha uma conta
    .asks_password = Pede a senha
    .remove = Remover
    .remove_person = Remover { $person } deste navegador
    .removed = { $person } não está mais neste navegador.
    .other = Usar outra conta

signout =
    .title = Sair?
    .from_app = Você vai sair de { $app } e de tudo mais que usa com { $tenant } neste navegador.
    .from_tenant = Você vai sair de tudo que usa com { $tenant } neste navegador.
    .several = Várias pessoas estão conectadas a { $tenant } neste navegador.
    .who = Quem vai sair?
    .everyone = Todas as pessoas neste navegador
    .confirm = Sair
    .cancel = Não sair
    .done_title = Você saiu
    .done = Ninguém mais está conectado a { $tenant } neste navegador.
    .done_others = Você saiu. Outras pessoas continuam conectadas a { $tenant } neste navegador.
    .apps = Você também está saindo destes apps:
    .again = Entrar de novo em { $app }
    .again_short = Entrar de novo
    .cancelled_title = Você não saiu
    .cancelled = Nada mudou. Sua sessão em { $tenant } continua aberta.

formpost =
    .title = Quase lá
    .lead = Voltando para { $app }.

done =
    .title = Tudo pronto aqui
    .to_app = Você já concluiu esta etapa. Continue em { $app }.
    .alone = Você já concluiu esta etapa. Você pode fechar esta página.

again =
    .expired_title = Isso demorou um pouco
    .expired = Para proteger sua conta, uma entrada só espera por tempo limitado.
    .other_browser_title = Começou em outro lugar
    .other_browser = Esta entrada começou em outro navegador, ou os cookies estão desativados para este site. Ela não pode continuar aqui.
    .from_app = Abra o app de novo e entre por lá.
    .button = Começar de novo

home =
    .title = Entrar
    .heading = Entrar em { $tenant }
    .lead = Abra o app que você quer usar e entre por lá.
    .here = Aqui você cuida da sua conta. Para usar um app, abra-o e entre por lá.
    .apps = Seus apps
    .no_apps = Não há apps para abrir daqui.

error =
    .app_title = Este app não está configurado direito
    .app = Não temos certeza de quem está pedindo, então paramos aqui. Quem faz o app pode resolver isso.
    .request_title = Este pedido não deu certo
    .request = Volte ao app e tente de novo. Se continuar acontecendo, avise quem faz o app.
    .refused_title = Este app não pode fazer isso
    .refused = O app pediu algo para o qual não está registrado. Quem faz o app pode resolver isso.
    .no_return_title = Não conseguimos levar você de volta ao app
    .no_return = O pedido do app tem um erro. Quem faz o app pode resolver isso.
    .ours_title = Algo deu errado do nosso lado
    .ours = Tente de novo em um instante. Se continuar acontecendo, informe a referência abaixo.
    .not_found_title = Não há nenhuma página aqui
    .not_found = O endereço pode estar incompleto. Abra o app que você quer usar e entre por lá.
    .unavailable_title = Voltamos em um instante
    .unavailable = Um serviço de que precisamos não está respondendo agora. Nada se perdeu; tente de novo daqui a pouco.
    .unavailable_posted = Daqui a pouco, use o botão Voltar do navegador e envie mais uma vez.
    .retry = Tentar de novo
    .reference = Referência
    .for_developer = Para quem desenvolve
    .for_developer_of = Para quem desenvolve { $app }

terms =
    .title = Termos de uso
    .lead = Antes de continuar, leia os termos de { $name }.
    .lead_changed = Os termos de { $name } mudaram. Leia-os antes de continuar.
    .changes = O que mudou
    .read = Ler os termos de { $name }
    .read_beside = Ler os termos de { $name } (nova aba)
    .version = Versão { $version }
    .accept = Aceitar
    .decline = Recusar
    .declining = Se recusar, você sai desta página. Na próxima vez, vamos perguntar de novo.
    .agree = Ao criar uma conta, você aceita os termos de { $name }.

invite =
    .lead = Você recebeu um convite para { $tenant }. Preencha o que falta e pronto.
    .done_title = Sua conta está pronta
    .done = A partir de agora, entre com { $email }.
