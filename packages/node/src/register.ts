// For `node --import @plumbline/node/register app.js`: lets instrumentations of libraries see ES modules. It starts nothing.
import { register as registerThread } from 'node:module';
import { register, supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';

/** What no library instrumentation patches stays as Node loads it: the application's own files, ours and OpenTelemetry's. */
const options = { exclude: [/^file:(?!.*\/node_modules\/)/, /\/node_modules\/@(?:plumbline|opentelemetry)\//] };

// Below Node 22.22.3 and 24.11.1, synchronous hooks cannot load CommonJS from ES modules: there they run in a thread.
if (supportsSyncHooks()) register(options);
else registerThread('import-in-the-middle/hook.mjs', import.meta.url, { data: options });
