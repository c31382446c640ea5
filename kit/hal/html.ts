const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text as HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);

/** Addresses in text that is HTML already. */
const address = /https?:\/\/[^\s<>&]*[^\s<>&.,;:]/g;

/** A plain page for people, on which addresses are links. */
export const htmlPage = (title: string, paragraphs: readonly string[]): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><body><h1>${escapeHtml(title)}</h1>` +
  paragraphs.map((text) => `<p>${escapeHtml(text).replace(address, '<a href="$&">$&</a>')}</p>`).join('');
