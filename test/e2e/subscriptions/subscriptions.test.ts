// In one file, since each file of tests loads all modules anew.
import './limits.ts';
import './real-services.ts';
import './subscriptions.ts';
