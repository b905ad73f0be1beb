// Building pages from nodes: text is only ever set as text.

const svgSpace = 'http://www.w3.org/2000/svg';
const iconFile = '/playground/static/icons.svg';

// el makes an element. Properties: class, text, on (listeners by event), data (data-…),
// anything else is an attribute; false and undefined leave it out, true sets it empty.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') node.className = value;
    else if (name === 'text') node.textContent = value;
    else if (name === 'on') for (const [event, f] of Object.entries(value)) node.addEventListener(event, f);
    else if (name === 'data') Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

export function icon(name, className = 'icon') {
  const svg = document.createElementNS(svgSpace, 'svg');
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svgSpace, 'use');
  use.setAttribute('href', `${iconFile}#${name}`);
  svg.append(use);
  return svg;
}

export const $ = (id) => document.getElementById(id);

let last = 0;

// uid is an id for aria-describedby and the like.
export const uid = () => `u${++last}`;

// initials are the first letters of the first and the last word of a name.
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((w) => [...w][0].toLocaleUpperCase()).join('');
}

// avatar is a persona's picture, or kigo's.
export function avatar(name, hue) {
  if (name === null) return el('span', { class: 'avatar bot', 'aria-hidden': 'true' }, icon('kigo', 'avatar-mark'));
  return el('span', { class: `avatar hue-${hue}`, 'aria-hidden': 'true', text: initials(name) });
}
