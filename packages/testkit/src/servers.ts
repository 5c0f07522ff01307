export type { ProxyFault, ProxyFaultName } from './proxy/fault.ts';
export { type FaultProxy, type FaultProxyOptions, startFaultProxy } from './proxy/fault-proxy.ts';
export type { ProxyTarget } from './proxy/link.ts';
