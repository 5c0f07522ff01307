import path from 'node:path';

export default {
  serverExternalPackages: ['@plumbline/node'],
  // The packages are linked from beside this folder.
  turbopack: { root: path.resolve(import.meta.dirname, '../../../../..') },
};
