/* Computes what a form asks for while it is filled in. ES5, page and worker in one. */
(function (self, document) {
  "use strict";
  /* FIPS 180-4 §4.2.2, §5.3.3: roots of primes. */
  var begin = new Int32Array(8), round = new Int32Array(64), w = new Int32Array(64);
  for (var prime = 2, nth = 0; nth < 64; prime += 1) {
    for (var divisor = 2; prime % divisor;) { divisor += 1; }
    if (divisor === prime) {
      begin[nth] = Math.pow(prime, 1 / 2) % 1 * 4294967296;
      round[nth] = Math.pow(prime, 1 / 3) % 1 * 4294967296;
      nth += 1;
    }
  }

  function turn(x, by) { return x >>> by | x << 32 - by; }

  /* The first word of the SHA-256 of one block. */
  function hashed(text) {
    var a = begin[0], b = begin[1], c = begin[2], d = begin[3];
    var e = begin[4], f = begin[5], g = begin[6], h = begin[7];
    var i, x, y;
    for (i = 0; i < 15; i += 1) { w[i] = 0; }
    for (i = 0; i < text.length; i += 1) { w[i >> 2] |= text.charCodeAt(i) << 24 - i % 4 * 8; }
    w[i >> 2] |= 128 << 24 - i % 4 * 8;
    w[15] = i * 8;
    for (i = 0; i < 64; i += 1) {
      if (i > 15) {
        x = w[i - 15];
        y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (turn(x, 7) ^ turn(x, 18) ^ x >>> 3) + (turn(y, 17) ^ turn(y, 19) ^ y >>> 10);
      }
      x = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + round[i] + w[i] | 0;
      y = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c);
      h = g; g = f; f = e; e = d + x | 0; d = c; c = b; b = a; a = x + y | 0;
    }
    return a + begin[0] | 0;
  }

  function search(task, done) {
    var found = [], number = 0;
    return function (tries) {
      for (; tries; tries -= 1, number += 1) {
        if (hashed(task.text + "." + found.length + "." + number) >>> 32 - task.zeros) { continue; }
        found.push(number);
        number = -1;
        if (found.length === task.parts) { done(found.join(".")); return true; }
      }
    };
  }

  if (!document) {
    self.onmessage = function (event) {
      for (var go = search(event.data, self.postMessage.bind(self)); !go(1e6);) { }
    };
    return;
  }

  /* Else in short pieces. */
  function solve(task, done) {
    function inPieces() {
      var go = search(task, done);
      (function piece() { if (!go(500)) { self.setTimeout(piece, 5); } }());
    }
    try {
      var worker = new Worker(document.currentScript.src);
      worker.onmessage = function (event) { done(event.data); };
      worker.onerror = inPieces;
      worker.postMessage(task);
    } catch (none) { inPieces(); }
  }

  var field = document.querySelector("input[data-zeros]");
  var form = field.form, line = document.getElementById("work-line");
  var isDone = false, isSent = false;

  function done(solution) {
    if (isDone) { return; }
    isDone = true;
    form.elements.worked.value = solution;
    if (isSent) { HTMLFormElement.prototype.submit.call(form); }
  }

  /* Who is quicker waits for the rest, and not for long. */
  form.addEventListener("submit", function (event) {
    if (isDone) { return; }
    event.preventDefault();
    if (isSent) { return; }
    isSent = true;
    self.setTimeout(function () {
      line.className = "hint hint-centred";
      line.textContent = line.dataset.slow;
    }, 2000);
    self.setTimeout(done, 15000, "");
  });
  solve({ text: field.value.split(".")[2], zeros: +field.dataset.zeros, parts: +field.dataset.parts }, done);
}(self, self.document));
