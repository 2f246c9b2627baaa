// Elements of the page. Texts go in as text and never as markup: names of a package are foreign data.

/** An element with attributes (`class`, `lang`, `dir`, `data-…`) and children, texts or elements; undefined ones are left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, '');
    else if (value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== undefined));
  return made;
}

/** A name in a language that may run the other way. */
export function name(text) {
  return element('bdi', {}, text);
}

/** A code or key: always from left to right, in one width. */
export function code(text, attributes = {}) {
  return element('span', { ...attributes, class: `code ${attributes.class ?? ''}`.trim(), dir: 'ltr', translate: 'no' }, text);
}

/** Puts these children in the place of all that was there. */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat().filter((child) => child !== undefined));
}
