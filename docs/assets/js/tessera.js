/* The palette: a click on its button is a choice, which then holds. */
document.querySelectorAll("[data-md-component=palette] label").forEach(function (label) {
  label.addEventListener("click", function () { localStorage.setItem("tessera.chosen", "1"); });
});

/* Annotated source: folds notes on a narrow screen, lights up what a note means. */
(function () {
  "use strict";
  var notes = document.querySelectorAll("details.t-note");
  if (!notes.length) return;

  var narrow = window.matchMedia("(max-width: 65.9375em)");
  function fold() {
    notes.forEach(function (note) { note.open = !narrow.matches; });
  }
  narrow.addEventListener("change", fold);
  fold();

  notes.forEach(function (note) {
    var first = Number(note.dataset.first), last = Number(note.dataset.last);
    function light(on) {
      for (var n = first; n <= last; n++) {
        var line = document.getElementById("L" + n);
        if (line) line.classList.toggle("t-lit", on);
      }
    }
    note.addEventListener("mouseenter", function () { light(true); });
    note.addEventListener("mouseleave", function () { light(false); });
  });
})();
