import { registerHooks } from 'node:module';

// Prints the specifier of everything that is resolved.
registerHooks({
  resolve(specifier, context, nextResolve) {
    process.stdout.write(`${specifier}\n`);
    return nextResolve(specifier, context);
  },
});
