/* Computes what a form asks for while it is filled in. ES5; where a browser cannot, the form is what it is without. */
(function (self, document) {
  "use strict";
  var field = document.querySelector("input[data-zeros]");
  var form = field.form, line = document.getElementById("work-line");
  var task = field.dataset, subtle = self.crypto && self.crypto.subtle;
  var isDone = false, pressed = null, parts = [];

  function octets(text) {
    var all = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i += 1) { all[i] = text.charCodeAt(i); }
    return all;
  }

  /* The first number from which something is derived that begins with zeros. */
  function find(key, part, number) {
    var salt = octets(part + "." + number);
    var how = { name: "PBKDF2", hash: "SHA-256", salt: salt, iterations: +task.iterations };
    return subtle.deriveBits(how, key, 32).then(function (bits) {
      return new DataView(bits).getUint32(0) >>> 32 - task.zeros ? find(key, part, number + 1) : number;
    });
  }

  function send() {
    if (pressed.name && pressed.type === "submit") {
      var value = document.createElement("input");
      value.type = "hidden";
      value.name = pressed.name;
      value.value = pressed.value;
      form.appendChild(value);
    }
    HTMLFormElement.prototype.submit.call(form);
  }

  function done(found) {
    if (isDone) { return; }
    isDone = true;
    form.elements.worked.value = found ? found.join(".") : "";
    if (pressed) { send(); }
  }

  function giveUp() { done(null); }

  if (!subtle) { return; }

  /* Who is quicker waits for the rest, and not for long. */
  form.addEventListener("submit", function (event) {
    if (isDone) { return; }
    event.preventDefault();
    if (pressed) { return; }
    pressed = event.submitter || document.activeElement;
    self.setTimeout(function () {
      line.className = "hint hint-centred";
      line.textContent = line.dataset.slow;
    }, 2000);
    self.setTimeout(giveUp, 15000);
  });
  subtle.importKey("raw", octets(field.value.split(".")[2]), "PBKDF2", false, ["deriveBits"]).then(function (key) {
    for (var part = 0; part < task.parts; part += 1) { parts.push(find(key, part, 0)); }
    return Promise.all(parts);
  }).then(done, giveUp);
}(self, self.document));
