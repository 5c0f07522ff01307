export { default } from '../../vitest.properties.config.ts';
