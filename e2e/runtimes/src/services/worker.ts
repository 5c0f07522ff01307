import { createService } from '../app.ts';

let service: ReturnType<typeof createService> | undefined;

/** The runtime asks for a default export. */
export default {
  fetch(request: Request, env: { readonly LISTED: string; readonly OTHER: string }): Promise<Response> {
    service ??= createService(env.LISTED, env.OTHER);
    return service(request);
  },
};
