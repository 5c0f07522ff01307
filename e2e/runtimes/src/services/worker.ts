import { createService } from '../app.ts';

let service: ReturnType<typeof createService> | undefined;

// oxlint-disable-next-line import/no-default-export -- workerd asks for it.
export default {
  fetch(request: Request, env: { readonly LISTED: string; readonly OTHER: string }): Promise<Response> {
    service ??= createService(env.LISTED, env.OTHER);
    return service(request);
  },
};
