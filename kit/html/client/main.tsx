import { render } from 'preact';
import { createNavigation } from './address/navigation.ts';
import { App } from './components/app.tsx';
import { parsePage } from './model/document.ts';
import iconUrl from './styles/icon.svg';
import './styles/base.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/document.css';

const root = document.getElementById('page');
const data = document.getElementById('document')?.textContent;
const pageUrl = location.href.replace(/#.*$/, '');

/** Gives the page an icon, which browsers otherwise look for at `/favicon.ico`. */
function addIcon(): void {
  const icon = document.createElement('link');
  icon.rel = 'icon';
  icon.href = new URL(iconUrl, import.meta.url).href;
  document.head.append(icon);
}

addIcon();
if (root !== null && typeof data === 'string') {
  const page = parsePage(data, pageUrl);
  const navigation = createNavigation(window, page.document.url);
  root.replaceChildren();
  render(<App page={page} navigation={navigation} />, root);
}
