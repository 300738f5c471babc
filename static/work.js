/* Computes what a form is asked for where much is tried, while somebody fills it in. ES5, no dependencies;
   without it the form works as well. The page starts this file once more, as a worker. */
(function (self, document) {
  "use strict";
  /* SHA-256 begins with roots of the first primes (FIPS 180-4 §4.2.2, §5.3.3). */
  var BEGIN = new Int32Array(8), ROUND = new Int32Array(64), SPREAD = new Int32Array(64);
  (function () {
    function word(root) { return (root - Math.floor(root)) * 4294967296 | 0; }
    for (var prime = 2, nth = 0; nth < 64; prime += 1) {
      var divisor = 2;
      while (prime % divisor) { divisor += 1; }
      if (divisor < prime) { continue; }
      /* What has no place in the first list goes nowhere. */
      BEGIN[nth] = word(Math.pow(prime, 1 / 2));
      ROUND[nth] = word(Math.pow(prime, 1 / 3));
      nth += 1;
    }
  }());

  /* The first word of the hash of one block. */
  function hashed(block) {
    var a = BEGIN[0], b = BEGIN[1], c = BEGIN[2], d = BEGIN[3];
    var e = BEGIN[4], f = BEGIN[5], g = BEGIN[6], h = BEGIN[7];
    for (var i = 0; i < 64; i += 1) {
      var next = block[i];
      if (i > 15) {
        var x = SPREAD[i - 15], y = SPREAD[i - 2];
        next = SPREAD[i - 16] + SPREAD[i - 7]
          + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
          + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
      }
      SPREAD[i] = next;
      var t = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7))
        + (e & f ^ ~e & g) + ROUND[i] + next | 0;
      var s = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
      h = g; g = f; f = e; e = d + t | 0; d = c; c = b; b = a; a = t + s | 0;
    }
    return a + BEGIN[0] | 0;
  }

  /* Looks for numbers, one for each part, so that the hash of text, part and number begins with zeros. It
     goes piece by piece: what it returns makes so many tries and says whether it is done. */
  function search(task, done) {
    var found = [], number = 0, start = 0, end = 0, block;
    function put(at, code) {
      var shift = 24 - at % 4 * 8;
      block[at >> 2] = block[at >> 2] & ~(255 << shift) | code << shift;
    }
    function write(text, at) {
      for (var i = 0; i < text.length; i += 1) { put(at + i, text.charCodeAt(i)); }
      return at + text.length;
    }
    function begin() {
      block = new Int32Array(16);
      number = end = 0;
      start = write(task.text + "." + found.length + ".", 0);
    }
    begin();
    return function (tries) {
      for (; tries > 0; tries -= 1) {
        var now = write(String(number), start);
        if (now !== end) { end = now; put(end, 128); block[15] = end * 8; }
        if (hashed(block) >>> (32 - task.zeros) !== 0) { number += 1; continue; }
        found.push(number);
        if (found.length === task.parts) { done(found.join(".")); return true; }
        begin();
      }
      return false;
    };
  }
  if (!document) {
    self.onmessage = function (event) {
      var go = search(event.data, function (solution) { self.postMessage(solution); });
      while (!go(1e6)) { /* it goes on */ }
    };
    return;
  }

  var address = document.currentScript && document.currentScript.src;

  /* In the background, else in short pieces between what the page has to do. */
  function solve(task, done) {
    var worker = null, isOver = false;
    function inPieces() {
      var go = search(task, done);
      (function piece() { if (!isOver && !go(500)) { self.setTimeout(piece, 5); } }());
    }
    try {
      worker = new Worker(address);
      worker.onmessage = function (event) { done(event.data); };
      worker.onerror = function () { worker = null; inPieces(); };
      worker.postMessage(task);
    } catch (none) { inPieces(); }
    return function () {
      isOver = true;
      if (worker) { worker.terminate(); }
    };
  }

  /* Who has sent the form early waits for the rest of it, and not for long. */
  function enliven(field) {
    var form = field.form, line = document.getElementById("work-line");
    var isDone = false, isSent = false, stop = null;
    function done(solution) {
      if (isDone) { return; }
      isDone = true;
      form.elements.worked.value = solution;
      if (stop) { stop(); }
      if (isSent) { HTMLFormElement.prototype.submit.call(form); }
    }
    form.addEventListener("submit", function (event) {
      if (isDone) { return; }
      event.preventDefault();
      if (isSent) { return; }
      isSent = true;
      self.setTimeout(function () {
        line.className = "hint hint-centred";
        line.textContent = line.getAttribute("data-slow");
      }, 2000);
      self.setTimeout(function () { done(""); }, 15000);
    });
    stop = solve({
      text: field.value.split(".").pop(),
      zeros: Number(field.getAttribute("data-zeros")),
      parts: Number(field.getAttribute("data-parts"))
    }, done);
  }

  var fields = document.querySelectorAll("input[data-zeros]");
  for (var i = 0; i < fields.length; i += 1) { enliven(fields[i]); }
}(self, self.document));
