// In one file, since each file of tests loads all modules anew.
import './entities.ts';
import './hops.ts';
import './nodes.ts';
import './nodes-of-another-resource.ts';
import './viewer.ts';
