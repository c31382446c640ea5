// In one file, since each file of tests loads all modules anew.
import './browser.ts';
import './known-operations.ts';
import './lifecycle.ts';
import './listed-documents.ts';
import './many-errors.ts';
import './misshapen-responses.ts';
import './persisted-queries.ts';
import './requests.ts';
import './subgraph-errors.ts';
