/* Says whether the sign-in state of this browser is still what an app was told (OIDC Session
   Management §3.2). Asks nobody else: the state is a cookie. */
(function (window, document) {
  "use strict";

  var subtle = window.crypto && window.crypto.subtle;
  var cookie = document.documentElement.getAttribute("data-cookie") + "=";
  /* client_id, blank, session_state: hash, salt and the mark of client and origin. */
  var shape = /^([!-~]+) ([\w-]{43})\.([\w-]{43})\.([\w-]{43})$/;

  function state() {
    var all = document.cookie.split("; ");
    for (var i = 0; i < all.length; i += 1) {
      if (all[i].indexOf(cookie) === 0) { return all[i].slice(cookie.length); }
    }
    return "";
  }

  function hash(words) {
    return subtle.digest("SHA-256", new window.TextEncoder().encode(words.join(" "))).then(
      function (digest) {
        var text = String.fromCharCode.apply(null, new window.Uint8Array(digest));
        return window.btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/[=]+$/, "");
      });
  }

  /* Without a cookie nothing can be compared. Only where this frame sees the cookies of the whole
     browser is that a change; where they are kept from it, an app that asked anew would hear the
     same for ever (§5.1). */
  function judgeNothing() {
    var sees = window.location.protocol === "https:" && document.hasStorageAccess;
    if (!sees) { return "error"; }
    return document.hasStorageAccess().then(function (has) { return has ? "changed" : "error"; });
  }

  function judge(found, origin) {
    var client = found[1], salt = found[3];
    return hash([client, origin, salt]).then(function (mark) {
      /* Not the origin for which it was made. */
      if (mark !== found[4]) { return "error"; }
      var now = state();
      if (!now) { return judgeNothing(); }
      return hash([client, origin, now, salt]).then(function (expected) {
        return expected === found[2] ? "unchanged" : "changed";
      });
    });
  }

  window.addEventListener("message", function (event) {
    var asker = event.source, origin = event.origin;
    if (!asker || asker === window || !/^https?:/.test(origin)) { return; }
    function answer(word) { asker.postMessage(word, origin); }
    var found = typeof event.data === "string" && shape.exec(event.data);
    if (!found || !subtle) { answer("error"); return; }
    judge(found, origin).then(answer, function () { answer("error"); });
  });
}(window, document));
