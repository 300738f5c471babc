/* Improves the pages; every one of them works without. ES5, no dependencies. */
(function (window, document, HTMLFormElement) {
  "use strict";

  function each(selector, act) {
    var found = document.querySelectorAll(selector);
    for (var i = 0; i < found.length; i += 1) { act(found[i]); }
  }

  /* What is filled in already can be typed on. */
  each("input[autofocus]", function (field) {
    var end = field.value.length;
    try { field.setSelectionRange(end, end); } catch (ignored) { /* an address has no caret */ }
  });

  /* "Show" and "Hide" beside a password. */
  each("[data-reveal]", function (button) {
    var field = document.getElementById(button.getAttribute("data-reveal"));
    if (!field) { return; }
    function turn() {
      var text = button.textContent;
      var label = button.getAttribute("aria-label");
      field.type = field.type === "password" ? "text" : "password";
      button.textContent = button.getAttribute("data-other");
      button.setAttribute("aria-label", button.getAttribute("data-other-label"));
      button.setAttribute("data-other", text);
      button.setAttribute("data-other-label", label);
    }
    button.hidden = false;
    button.addEventListener("click", function () {
      turn();
      field.focus();
    });
    /* Nothing that was made visible is kept by the browser as ordinary text. */
    if (field.form) {
      field.form.addEventListener("submit", function () {
        if (field.type !== "password") { turn(); }
      });
    }
  });

  /* A list to be kept on paper. */
  each("[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  /* The same, to be kept elsewhere. */
  each("[data-copy]", function (button) {
    var list = document.getElementById(button.getAttribute("data-copy"));
    var clipboard = window.navigator.clipboard;
    if (!list || !clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      var lines = [];
      each("#" + list.id + " code", function (line) { lines.push(line.textContent); });
      clipboard.writeText(lines.join("\n")).then(function () {
        button.textContent = button.getAttribute("data-done");
      }, function () { button.hidden = true; });
    });
  });

  /* The time zones that the browser knows, and the own name of a language that we do not speak. */
  each("datalist[data-zones]", function (list) {
    var zones = window.Intl && Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone") : [];
    zones.forEach(function (zone) {
      var option = document.createElement("option");
      option.value = zone;
      list.appendChild(option);
    });
  });
  each("option[data-language]", function (option) {
    try {
      option.textContent = new Intl.DisplayNames([option.value], { type: "language" }).of(option.value);
    } catch (ignored) { /* an old browser, or no language: the tag stays */ }
  });

  /* A new password that is long enough says so while it is typed. */
  each("[data-enough]", function (field) {
    var hint = document.querySelector("[data-hint-for='" + field.id + "']");
    var enough = Number(field.getAttribute("data-enough"));
    function judge() { hint.classList.toggle("met", field.value.length >= enough); }
    if (hint) { field.addEventListener("input", judge); judge(); }
  });

  /* Times of day, in the reader's own time zone. */
  each("time", function (element) {
    var when = new Date(element.getAttribute("datetime"));
    if (isNaN(when.getTime())) { return; }
    var today = when.toDateString() === new Date().toDateString();
    var format = { hour: "numeric", minute: "2-digit" };
    if (element.hasAttribute("data-local-date")) {
      format = { year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
    } else if (element.hasAttribute("data-local-day")) {
      format = { year: "numeric", month: "short", day: "numeric" };
    } else if (!today) { format.weekday = "long"; }
    try {
      element.textContent = when.toLocaleString(document.documentElement.lang, format);
    } catch (ignored) { /* an old browser: UTC stays */ }
  });

  /* One submission a form; a page that comes back from history starts afresh. */
  var sent = [];
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (sent.indexOf(form) >= 0) { event.preventDefault(); return; }
    sent.push(form);
    var button = form.querySelector("button[type=submit]");
    if (button) { button.setAttribute("aria-busy", "true"); }
    window.setTimeout(rest, 10000);
  });
  function rest() {
    sent = [];
    each("[aria-busy]", function (button) { button.removeAttribute("aria-busy"); });
  }
  window.addEventListener("pageshow", function (event) { if (event.persisted) { rest(); } });

  /* Frames tell apps of a sign-out; the page has loaded when they have. Then on, or after a while. */
  each("a[data-onward]", function (link) {
    var left = false;
    function leave() {
      if (!left) { left = true; window.location.replace(link.href); }
    }
    window.setTimeout(leave, Number(link.getAttribute("data-onward")) * 1000);
    if (document.readyState === "complete") { leave(); } else { window.addEventListener("load", leave); }
  });

  /* Somebody is asked in another browser: what they say changes this page. */
  each("[data-wait]", function (element) {
    var left = 60;
    function ask() {
      var request = new XMLHttpRequest();
      request.open("GET", element.getAttribute("data-wait"));
      request.onloadend = function () {
        left -= 1;
        if (request.status === 200) {
          window.location.replace(element.getAttribute("data-here"));
        } else if (left > 0) {
          window.setTimeout(ask, request.status === 204 ? 1000 : 5000);
        }
      };
      request.send();
    }
    ask();
  });

  /* The answer to an app by form_post; one of its fields may be called "submit". */
  each("form[data-autosubmit]", function (form) { HTMLFormElement.prototype.submit.call(form); });
}(window, document, window.HTMLFormElement));
