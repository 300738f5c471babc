/* Asks the browser for passkeys. ES5, no dependencies; without it there are other ways. */
(function (window, document, HTMLFormElement) {
  "use strict";
  var credentials = window.navigator.credentials;
  var PublicKeyCredential = window.PublicKeyCredential;

  /* A challenge is good for ten minutes. */
  var RENEW_AFTER = 8 * 60 * 1000;

  function each(selector, act, within) {
    var found = (within || document).querySelectorAll(selector);
    for (var i = 0; i < found.length; i += 1) { act(found[i]); }
  }

  /* A page that is about passkeys says that there can be none; others do without a word. */
  if (!PublicKeyCredential || !credentials || !credentials.create) {
    each("[data-problem=lacking]", function (notice) { notice.hidden = notice.parentNode.hidden = false; });
    return;
  }

  function octets(text) {
    var binary = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    var bytes = new Uint8Array(binary.length);
    for (var i = 0; i < binary.length; i += 1) { bytes[i] = binary.charCodeAt(i); }
    return bytes.buffer;
  }

  function text(buffer) {
    if (!buffer) { return null; }
    var bytes = new Uint8Array(buffer);
    var binary = "";
    for (var i = 0; i < bytes.length; i += 1) { binary += String.fromCharCode(bytes[i]); }
    return window.btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/[=]+$/, "");
  }

  /* What we send has its binary values in base64url. All else goes on as it is. */
  function decoded(options) {
    function name(one) { one.id = octets(one.id); }
    options.challenge = octets(options.challenge);
    if (options.user) { options.user.id = octets(options.user.id); }
    (options.excludeCredentials || []).forEach(name);
    (options.allowCredentials || []).forEach(name);
    return options;
  }

  function encoded(credential) {
    var given = credential.response;
    var response = { clientDataJSON: text(given.clientDataJSON) };
    if (given.attestationObject) {
      response.attestationObject = text(given.attestationObject);
    } else {
      response.authenticatorData = text(given.authenticatorData);
      response.signature = text(given.signature);
      response.userHandle = text(given.userHandle);
    }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: response
    });
  }

  each("[data-needs-passkeys]", function (part) { part.hidden = false; });

  /* With the password goes whether this browser could make a passkey. */
  if (PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable) {
    PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().then(function (can) {
      each("form[data-passkeys]", function (form) {
        var field = document.createElement("input");
        field.type = "hidden";
        field.name = "passkeys";
        field.value = can ? "yes" : "";
        form.appendChild(field);
      });
    });
  }

  function enliven(form) {
    var makes = form.getAttribute("data-passkey") === "create";
    var waiting = null;

    function tell(problem) {
      each("[data-problem]", function (notice) {
        notice.hidden = notice.getAttribute("data-problem") !== problem;
      }, form);
    }

    function busy(is) {
      each("button", function (button) {
        if (is) { button.setAttribute("aria-busy", "true"); } else { button.removeAttribute("aria-busy"); }
      }, form);
    }

    /* Fetches the question. */
    function ask(silently, then, otherwise) {
      var request = new XMLHttpRequest();
      request.open("POST", form.getAttribute("data-options"));
      request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
      request.onload = function () {
        var question = null;
        try { question = JSON.parse(request.responseText); } catch (ignored) { /* not for us */ }
        if (request.status === 200 && question && question.options) { then(question); } else { otherwise(); }
      };
      request.onerror = otherwise;
      request.send("csrf=" + encodeURIComponent(form.elements.csrf.value) + (silently ? "&silent=yes" : ""));
    }

    function failed(quietly, problem) {
      busy(false);
      if (!quietly) { tell(problem); offer(); }
    }

    function start(quietly) {
      if (waiting) { waiting.abort(); }
      var mine = waiting = window.AbortController ? new AbortController() : null;
      ask(quietly && makes, function (question) {
        if (mine !== waiting) { return; }
        var options = decoded(question.options);
        var wanted = { publicKey: options };
        var began = Date.now();
        if (mine) { wanted.signal = mine.signal; }
        if (quietly) { wanted.mediation = "conditional"; }
        (makes ? credentials.create(wanted) : credentials.get(wanted)).then(function (credential) {
          form.elements.ceremony.value = question.ceremony;
          form.elements.credential.value = encoded(credential);
          HTMLFormElement.prototype.submit.call(form);
        }, function (error) {
          if (mine !== waiting || error.name === "AbortError") { return; }
          var late = options.timeout && Date.now() - began >= options.timeout - 500;
          if (error.name === "InvalidStateError") { failed(quietly, "exists"); }
          else if (error.name !== "NotAllowedError") { failed(quietly, "failed"); }
          else { failed(quietly, late ? "timed-out" : "cancelled"); }
        });
      }, function () { failed(quietly, "failed"); });
    }

    /* What filled in the password makes a passkey by itself, if it likes to. Who acts meanwhile is first. */
    function upgrade() {
      if (!document.querySelector("[data-silent]") || !window.AbortController) { return; }
      if (!PublicKeyCredential.getClientCapabilities) { return; }
      PublicKeyCredential.getClientCapabilities().then(function (can) {
        if (can.conditionalCreate && !waiting) { start(true); }
      });
    }

    /* The browser offers passkeys among what it fills in. */
    function offer() {
      if (!form.hasAttribute("data-autofill")) { return; }
      if (!PublicKeyCredential.isConditionalMediationAvailable || !window.AbortController) { return; }
      PublicKeyCredential.isConditionalMediationAvailable().then(function (can) {
        if (!can) { return; }
        start(true);
        var mine = waiting;
        window.setTimeout(function () { if (mine === waiting) { offer(); } }, RENEW_AFTER);
      });
    }

    form.hidden = false;
    each("[data-start]", function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        tell(null);
        busy(true);
        start(false);
      });
    }, form);
    if (makes) { upgrade(); } else { offer(); }
    window.addEventListener("pageshow", function (event) {
      if (event.persisted) { busy(false); offer(); }
    });
  }

  each("form[data-passkey]", enliven);

  /* Tells the browser which passkeys this person has, and what they are called. It is only a hint. */
  each("[data-user-handle]", function (list) {
    var known = list.getAttribute("data-known");
    function signal(name, details) {
      if (!PublicKeyCredential[name]) { return; }
      details.rpId = list.getAttribute("data-rp-id");
      details.userId = list.getAttribute("data-user-handle");
      PublicKeyCredential[name](details).then(null, function () { /* it need not heed it */ });
    }
    signal("signalAllAcceptedCredentials", { allAcceptedCredentialIds: known ? known.split(" ") : [] });
    signal("signalCurrentUserDetails", {
      name: list.getAttribute("data-user-name"),
      displayName: list.getAttribute("data-display-name")
    });
  });
}(window, document, window.HTMLFormElement));
