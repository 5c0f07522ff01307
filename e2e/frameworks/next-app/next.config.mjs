import path from 'node:path';

// oxlint-disable-next-line import/no-default-export -- Next asks for it.
export default {
  serverExternalPackages: ['@plumbline/node'],
  // The packages are linked from beside this folder.
  turbopack: { root: path.resolve(import.meta.dirname, '../../../../..') },
};
