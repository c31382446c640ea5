// In one file, since each file of tests loads all modules anew.
import './damaged-file.ts';
import './everything-down.ts';
import './one-service-down.ts';
import './retired-service.ts';
