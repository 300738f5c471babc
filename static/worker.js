/* Shows that something waits, and leads to the page about it. What is said comes with the message; where it leads does
   not. It is served at the account pages and answers none of their requests. */
(function (self) {
  "use strict";

  self.addEventListener("install", function () { self.skipWaiting(); });

  self.addEventListener("push", function (event) {
    var told = {};
    try { told = event.data.json(); } catch (ignored) { /* browsers want something to be shown all the same */ }
    event.waitUntil(self.registration.showNotification(told.title || self.location.host, {
      body: told.body || "", lang: told.lang || "", dir: told.dir || "auto", tag: told.tag || "waits"
    }));
  });

  self.addEventListener("notificationclick", function (event) {
    event.notification.close();
    event.waitUntil(self.clients.openWindow(self.registration.scope + "approve"));
  });
}(self));
