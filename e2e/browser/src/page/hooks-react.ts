import {
  BrowserEventsProvider,
  EventsErrorBoundary,
  FeatureView,
  useCapture,
  useFeatureView,
  usePageViews,
} from '@plumbline/browser/react';
import { createElement as h, type ReactNode, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { AppCatalog } from '../catalog.ts';
import { type Failure, FAILURES, FIRST_ORG, mounted, openClient, openRoot, type Swapped } from './hooks/client.ts';

const Button = (props: { readonly id: string; readonly onClick: () => void }): ReactNode =>
  h('button', props, props.id);

const CaptureButton = (): ReactNode => {
  const capture = useCapture<AppCatalog>();
  const onClick = (): void => capture('step_recorded', { feature: 'reports', surface: 'page', step: 1 });
  return h(Button, { id: 'capture', onClick });
};

const Faulty = ({ failure }: { readonly failure: Failure | undefined }): ReactNode => {
  if (failure !== undefined) throw FAILURES[failure]();
  return h('p', null, 'Sound');
};

const Failing = (): ReactNode => {
  const [failure, setFailure] = useState<Failure>();
  const buttons = (Object.keys(FAILURES) as Failure[]).map((id) =>
    h(Button, { key: id, id, onClick: () => setFailure(id) }),
  );
  const place = { feature: 'reports', surface: 'page' } as const;
  const fallback = h('p', { id: 'fallback' }, 'Failed');
  const inner = h(EventsErrorBoundary, { boundary: 'list', ...place, fallback }, h(Faulty, { failure }));
  return h('div', null, buttons, h(EventsErrorBoundary, { boundary: 'app', ...place }, inner));
};

/** The hook instead of the component, on an element that shows one feature and then another. */
const Swap = ({ feature }: { readonly feature: Swapped }): ReactNode =>
  h('section', { ref: useFeatureView<AppCatalog>({ feature, surface: 'page' }) }, feature);

const Features = (): ReactNode => {
  const [renders, setRenders] = useState(0);
  const [isShown, setShown] = useState(true);
  const [hasFar, setFar] = useState(true);
  const [swapped, setSwapped] = useState<Swapped>();
  const swap = (): void => setSwapped(swapped === 'settings' ? 'reports' : 'settings');
  return h(
    'div',
    null,
    h(Button, { id: 'render', onClick: () => setRenders(renders + 1) }),
    h(Button, { id: 'toggle', onClick: () => setShown(!isShown) }),
    h(Button, { id: 'swap', onClick: swap }),
    h(Button, { id: 'remove-far', onClick: () => setFar(false) }),
    isShown && h(FeatureView, { feature: 'settings', surface: 'panel', as: 'section' }, `near ${renders}`),
    swapped && h(Swap, { feature: swapped }),
    h('svg', { width: 1, height: 4000 }),
    hasFar && h(FeatureView, { feature: 'reports', surface: 'panel' }, h('p', { id: 'far' }, `far ${renders}`)),
  );
};

const App = (): ReactNode => {
  const [org, setOrg] = useState(FIRST_ORG);
  const [pattern, setPattern] = useState('/orgs/:id');
  usePageViews(pattern, `${pattern} ${org}`);
  return h(
    'div',
    null,
    h(Button, { id: 'move', onClick: () => setOrg(org + 1) }),
    h(Button, { id: 'route', onClick: () => setPattern('/settings') }),
    h(CaptureButton),
    h(Failing),
    h(Features),
  );
};

const client = openClient();
const root = createRoot(openRoot());
root.render(h(StrictMode, null, client ? h(BrowserEventsProvider, { events: client }, h(App)) : h(App)));
mounted(() => root.unmount());
