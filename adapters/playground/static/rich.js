// kigo's text tree as nodes of the page.
import { el } from './dom.js';

const safe = /^(https?:\/\/|mailto:)/i;

function inline(node) {
  switch (node.kind) {
    case 'strong':
      return el('strong', { text: node.text });
    case 'code':
      return el('code', { text: node.text });
    case 'link':
      if (!safe.test(node.url ?? '')) return document.createTextNode(node.text || node.url || '');
      return el('a', { href: node.url, target: '_blank', rel: 'noopener noreferrer', text: node.text || node.url });
    default:
      return document.createTextNode(node.text ?? '');
  }
}

// rich is a text as paragraphs and lists.
export function rich(text) {
  const root = el('div', { class: 'rich', dir: 'auto' });
  let paragraph = null;
  let breaks = 0;
  for (const node of text ?? []) {
    if (node.kind === 'break') {
      breaks++;
      continue;
    }
    if (node.kind === 'list') {
      root.append(el('ul', {}, ...(node.items ?? []).map((item) => el('li', {}, ...flat(item)))));
      paragraph = null;
      breaks = 0;
      continue;
    }
    if (!paragraph || breaks > 1) {
      paragraph = el('p');
      root.append(paragraph);
    } else if (breaks === 1) {
      paragraph.append(el('br'));
    }
    breaks = 0;
    paragraph.append(inline(node));
  }
  return root;
}

// flat is rich without the frame where there is but one paragraph.
export function flat(text) {
  const root = rich(text);
  if (root.children.length === 1 && root.firstChild.tagName === 'P') return [...root.firstChild.childNodes];
  return [...root.childNodes];
}
