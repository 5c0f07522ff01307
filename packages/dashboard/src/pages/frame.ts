import type { PageRequest } from '../page-request.ts';
import type { Html } from '../ui/html.ts';
import { page } from '../ui/shell.ts';

export interface FrameSpec {
  readonly title: string;
  readonly lead?: Html | string;
  readonly actions?: Html;
  readonly body: Html;
  readonly footnote?: Html | string;
  readonly className?: string;
}

const themeOf = (text: string | undefined): 'light' | 'dark' | undefined =>
  text === 'light' || text === 'dark' ? text : undefined;

/** A page of this dashboard around its content: navigation, colours and addresses as the request says them. */
export function frame(request: PageRequest, spec: FrameSpec): Html {
  const { assets, basePath, navigation, title, url } = request;
  const here = url.pathname.slice(basePath.length) || '/';
  const theme = themeOf(request.parameter('theme'));
  return page({
    ...spec,
    site: title,
    home: navigation[0]?.href ?? request.href('/'),
    navigation,
    assets,
    ...(theme !== undefined && { theme }),
    themeHrefs: {
      light: request.href(here, { theme: 'light' }),
      dark: request.href(here, { theme: 'dark' }),
      auto: request.href(here, { theme: undefined }),
    },
  });
}
