/* Turns notifications on and off in this browser. ES5, no dependencies; without it, what waits is announced
   on the pages. */
(function (window, document, HTMLFormElement) {
  "use strict";
  var workers = window.navigator.serviceWorker;
  var Notification = window.Notification;
  var can = Boolean(workers && Notification && window.PushManager);

  function tell(form, problem) {
    var notices = form.querySelectorAll("[data-problem]");
    for (var i = 0; i < notices.length; i += 1) {
      notices[i].hidden = notices[i].getAttribute("data-problem") !== problem;
    }
  }

  function octets(text) {
    var binary = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    var bytes = new Uint8Array(binary.length);
    for (var i = 0; i < binary.length; i += 1) { bytes[i] = binary.charCodeAt(i); }
    return bytes;
  }

  function send(form) {
    HTMLFormElement.prototype.submit.call(form);
  }

  function isFor(subscription, key) {
    var held = subscription.options && subscription.options.applicationServerKey;
    var octets = held ? new Uint8Array(held) : [], isSame = octets.length === key.length;
    for (var i = 0; i < octets.length; i += 1) { isSame = isSame && octets[i] === key[i]; }
    return isSame;
  }

  /* A browser has one for all its people; one from before may be for another key. */
  function subscribed(manager, key) {
    return manager.getSubscription().then(function (former) {
      if (former && isFor(former, key)) { return former; }
      return Promise.resolve(former && former.unsubscribe()).then(function () {
        return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      });
    });
  }

  function enlivenStart(form) {
    var button = form.querySelector("button");
    form.hidden = false;
    if (!can) { tell(form, "lacking"); return; }
    button.hidden = false;

    function failed(problem) {
      button.removeAttribute("aria-busy");
      tell(form, problem);
    }

    function subscribe() {
      workers.register(form.getAttribute("data-worker")).then(function () {
        return workers.ready;
      }).then(function (registration) {
        return subscribed(registration.pushManager, octets(form.getAttribute("data-key")));
      }).then(function (subscription) {
        var given = subscription.toJSON();
        form.elements.endpoint.value = given.endpoint;
        form.elements.p256dh.value = given.keys.p256dh;
        form.elements.auth.value = given.keys.auth;
        send(form);
      }).then(null, function () { failed("failed"); });
    }

    button.addEventListener("click", function () {
      tell(form, null);
      button.setAttribute("aria-busy", "true");
      Notification.requestPermission().then(function (answer) {
        if (answer === "granted") { subscribe(); } else { failed("denied"); }
      });
    });
  }

  function enlivenStop(form) {
    if (!can) { tell(form, "lost"); return; }
    function subscription() {
      return workers.getRegistration(form.getAttribute("data-worker")).then(function (registration) {
        return registration ? registration.pushManager.getSubscription() : null;
      });
    }
    subscription().then(function (held) {
      if (!held || Notification.permission !== "granted") { tell(form, "lost"); }
    });
  }

  var start = document.getElementById("push-form");
  var stop = document.getElementById("push-stop-form");
  if (start) { enlivenStart(start); }
  if (stop) { enlivenStop(stop); }
}(window, document, window.HTMLFormElement));
