const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Escapes text for HTML content and attributes. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** URLs in escaped text. */
const url = /https?:\/\/[^\s<>&]*[^\s<>&.,;:]/g;

/** Renders a minimal HTML page, on which URLs are links. */
export const htmlPage = (title: string, paragraphs: readonly string[]): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><body><h1>${escapeHtml(title)}</h1>` +
  paragraphs.map((text) => `<p>${escapeHtml(text).replace(url, '<a href="$&">$&</a>')}</p>`).join('');
