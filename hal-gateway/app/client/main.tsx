import { render } from 'preact';
import { asObject, asText, parseJson } from '../../../kit/html/client/model/json.ts';
import { App } from './components/app.tsx';
import '../../../kit/html/client/styles/base.css';
import '../../../kit/html/client/styles/layout.css';
import '../../../kit/html/client/styles/controls.css';
import '../../../kit/html/client/styles/document.css';
import './styles/shell.css';
import './styles/screens.css';
import './styles/calendar.css';
import './styles/map.css';

const container = document.getElementById('app');
const settings = asObject(parseJson(document.getElementById('settings')?.textContent ?? ''));
const rootUrl = asText(settings['root']);

if (container !== null && rootUrl !== undefined) {
  container.replaceChildren();
  const product = asText(settings['product']) ?? document.title;
  render(<App rootUrl={rootUrl} product={product} graphql={asText(settings['graphql'])} />, container);
}
