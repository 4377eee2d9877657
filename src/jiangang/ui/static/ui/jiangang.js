/* Small helps on top of pages that work without any script. Nothing here holds a rule. */
(() => {
  "use strict";

  const STILL_HERE = 10000; // ms

  const inField = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;

  /* A form is sent once. The button is marked rather than disabled, so that its value still goes along. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => release(document), STILL_HERE); // a download leaves the page where it is
    form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });

  /* Back from the next page, the browser may show this one as it was left: it can be sent again. */
  const release = (root) => {
    root.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  };
  window.addEventListener("pageshow", () => release(document));
  document.addEventListener("htmx:afterRequest", () => release(document));

  /* Errors are read first. */
  const focusErrors = (root) => root.querySelector("[data-error-summary]")?.focus();
  focusErrors(document);
  document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));

  /* `/` goes to the search box; j and k go down and up the rows of a table, Enter opens the row's link. */
  const move = (by) => {
    const tables = [...document.querySelectorAll("table[data-keys]")];
    const table = document.activeElement.closest("table[data-keys]") || tables[0];
    if (!table) return;
    const links = [...table.tBodies[0].rows].map((row) => row.querySelector("a, button")).filter(Boolean);
    const row = document.activeElement.closest("tbody tr");
    const at = links.findIndex((link) => link.closest("tr") === row);
    const next = at < 0 ? links[0] : links[at + by];
    next?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
    if (event.key === "/") {
      const box = document.getElementById("jg-search");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    }
    if (event.key === "j") move(1);
    if (event.key === "k") move(-1);
  });

  /* A file over the limit is named when it is chosen, not after it has been sent. */
  document.addEventListener("change", (event) => {
    const { maxBytes, tooLarge } = event.target.dataset;
    if (!maxBytes || !event.target.files) return;
    const over = [...event.target.files].some((file) => file.size > Number(maxBytes));
    event.target.setCustomValidity(over ? tooLarge : "");
    event.target.reportValidity();
  });

  /* The menu closes on Escape and on a click elsewhere. */
  const closeMenus = (except) => {
    document.querySelectorAll("details.jg-menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.jg-menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement.closest("details.jg-menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* A part that could not be fetched: go there as a whole page, which says what is wrong. */
  const whole = (event) => {
    const { verb, finalRequestPath } = event.detail.requestConfig
      ? { verb: event.detail.requestConfig.verb, finalRequestPath: event.detail.pathInfo.finalRequestPath }
      : {};
    if (verb === "get" && finalRequestPath) window.location.assign(finalRequestPath);
  };
  document.addEventListener("htmx:responseError", whole);
})();
