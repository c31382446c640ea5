/** A calendar with a checked day, legible on light and dark backgrounds. */
export const logo = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="28" height="28" viewBox="0 0 28 28" fill="none" stroke-linecap="round">',
  '<rect x="3" y="5" width="22" height="20" rx="4" fill="#7c5cfc"/>',
  '<path d="M9 3v5M19 3v5" stroke="#3d2ba8" stroke-width="2.5"/>',
  '<rect x="6" y="11" width="16" height="11" rx="2" fill="#fff"/>',
  '<path d="m10.5 16.5 2.5 2.5 4.5-5" stroke="#d60590" stroke-width="2.5" stroke-linejoin="round"/>',
  '</svg>',
].join('');

/** The logo as a `data:` URL. */
export const logoUrl = `data:image/svg+xml;base64,${Buffer.from(logo).toString('base64')}`;
