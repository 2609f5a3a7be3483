/* Entry grids (table[data-grid]): move with Enter and arrows, paste a block from Excel, add rows. */
(() => {
  "use strict";
  const FIELDS = "input:not([type=hidden]):not([type=checkbox]):not([type=file]), select, textarea";

  const gridOf = (element) => element.closest("table[data-grid]");
  const rowsOf = (grid) => [...grid.tBodies].filter((body) => !body.hidden).flatMap((body) => [...body.rows]);
  // Row-group headings hold no fields, and what is folded out below a row is no row to a person who types.
  const entryRows = (grid) => rowsOf(grid).filter((row) => !row.matches(".row-more") && row.querySelector(FIELDS));
  const fieldOf = (cell) => cell?.querySelector(FIELDS) ?? null;
  const locked = (field) => !field || field.disabled || field.readOnly;

  function place(field) {
    const cell = field.closest("td, th");
    const rows = entryRows(gridOf(field));
    return { rows, row: rows.indexOf(cell.parentElement), column: cell.cellIndex };
  }

  function go(field) {
    field.focus();
    if (field.select) field.select();
    field.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // --- Moving ------------------------------------------------------------------------------------------
  function moveRow(field, step) {
    const { rows, row, column } = place(field);
    for (let i = row + step; i >= 0 && i < rows.length; i += step) {
      const next = fieldOf(rows[i].cells[column]);
      if (!locked(next)) return go(next);
    }
    if (step > 0 && gridOf(field).dataset.grow) {
      const added = addRow(gridOf(field));
      if (added) go(fieldOf(added.cells[column]) ?? added.querySelector(FIELDS));
    }
    return undefined;
  }

  function moveColumn(field, step) {
    const { rows, row, column } = place(field);
    const cells = rows[row].cells;
    for (let i = column + step; i >= 0 && i < cells.length; i += step) {
      const next = fieldOf(cells[i]);
      if (!locked(next)) return go(next);
    }
    return undefined;
  }

  function atEdge(field, forward) {
    if (field.tagName === "SELECT") return false;
    const { selectionStart: start, selectionEnd: end, value } = field;
    if (start === null) return true; // number and date fields report no caret
    if (start === 0 && end === value.length && value) return true; // whole value selected
    return start === end && (forward ? end === value.length : start === 0);
  }

  // A long text keeps its own up and down until the caret is on the first or last line.
  function onEdgeLine(field, forward) {
    if (field.tagName !== "TEXTAREA") return field.tagName !== "SELECT";
    const { value, selectionStart: start, selectionEnd: end } = field;
    if (start === 0 && end === value.length) return true;
    return forward ? !value.slice(end).includes("\n") : !value.slice(0, start).includes("\n");
  }

  function onEnter(event, field) {
    if (event.altKey && field.tagName === "TEXTAREA") {
      event.preventDefault();
      field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    moveRow(field, event.shiftKey ? -1 : 1);
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.isComposing || !field.matches?.(FIELDS) || !gridOf(field) || field.closest(".row-more")) return;
    if (event.key === "Enter") return void onEnter(event, field);
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const forward = event.key === "ArrowDown" || event.key === "ArrowRight";
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!onEdgeLine(field, forward)) return;
      event.preventDefault();
      moveRow(field, forward ? 1 : -1);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      if (!atEdge(field, forward)) return;
      event.preventDefault();
      moveColumn(field, forward ? 1 : -1);
    }
  });

  // --- Growing -----------------------------------------------------------------------------------------
  // A new row's name must differ from every other one; randomUUID exists behind https only.
  function newKey() {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0"));
    return hex.join("").replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
  }

  /** Append a row; `key` is the name it had before, `after` the row that it follows. */
  function addRow(grid, { key = newKey(), after = null } = {}) {
    const template = document.getElementById(grid.dataset.grow);
    const total = document.getElementById(grid.dataset.total);
    const limit = total && document.getElementById(grid.dataset.total.replace("TOTAL", "MAX_NUM"));
    if (!template || !total || (limit && rowsOf(grid).filter((row) => !row.matches(".row-more")).length >= Number(limit.value))) return null;
    const holder = document.createElement("table");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value).replaceAll("__key__", key);
    const made = holder.tBodies[0];
    const row = made.rows[0];
    if (made.dataset.row === undefined) grid.tBodies[grid.tBodies.length - 1].append(row);
    else if (after) after.after(made);
    else grid.append(made);
    total.value = Number(total.value) + 1;
    row.querySelectorAll("[data-row-number]").forEach((cell) => (cell.textContent = rowsOf(grid).length));
    grid.dispatchEvent(new CustomEvent("grid:row-added", { bubbles: true, detail: { row } }));
    return row;
  }

  window.portal.addRow = addRow;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row]");
    if (!button) return;
    const grid = button.closest("form").querySelector("table[data-grow]");
    const row = grid && addRow(grid);
    if (row) go(row.querySelector(FIELDS));
  });

  // --- Pasting -----------------------------------------------------------------------------------------
  // Excel quotes only cells that hold a line break or a tab, and ends the block with a line break.
  function parseBlock(text) {
    const cell = /(?:"((?:[^"]|"")*[\t\n](?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/y;
    const source = text.replace(/\r?\n$/, "");
    const block = [[]];
    for (;;) {
      const [, quoted, raw, end] = cell.exec(source);
      block.at(-1).push((quoted?.replaceAll('""', '"') ?? raw).trim());
      if (!end) return block;
      if (end !== "\t") block.push([]);
    }
  }

  const plain = (text) => text.trim().toLowerCase();

  function put(field, value) {
    if (field.tagName === "SELECT") {
      const option = [...field.options].find((o) => plain(o.text) === plain(value) || plain(o.value) === plain(value));
      if (!option) return field.setAttribute("aria-invalid", "true");
      field.removeAttribute("aria-invalid");
      field.value = option.value;
    } else {
      field.value = value;
    }
    field.classList.add("is-pasted");
    setTimeout(() => field.classList.remove("is-pasted"), 2000);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function pasteBlock(field, block) {
    const grid = gridOf(field);
    const { row, column } = place(field);
    let lost = 0;
    block.forEach((values, down) => {
      const target = entryRows(grid)[row + down] ?? (grid.dataset.grow ? addRow(grid) : null);
      values.forEach((value, right) => {
        const cell = fieldOf(target?.cells[column + right]);
        if (!locked(cell)) put(cell, value);
        else if (value) lost += 1; // no such row or column, or a cell that is not ours to fill
      });
    });
    return lost;
  }

  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!field.matches?.(FIELDS) || !gridOf(field) || field.closest(".row-more")) return;
    const text = event.clipboardData.getData("text/plain");
    const block = parseBlock(text);
    const single = block.length === 1 && block[0].length === 1 && block[0][0] === text.trim();
    if (single && field.tagName !== "SELECT") return; // the browser inserts it at the caret
    event.preventDefault();
    const lost = pasteBlock(field, block);
    const { pasteLost } = document.getElementById("portal-texts").dataset;
    if (lost) window.portal.toast(pasteLost.replace("{n}", lost), "warning");
  });
})();
