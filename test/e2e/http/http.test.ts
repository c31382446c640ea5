// In one file, since each file of tests loads all modules anew.
import './cors.ts';
import './graphql-parameters.ts';
import './headers.ts';
import './proxy.ts';
import './rate-limit.ts';
import './rejected-requests.ts';
