import { mount, unmount } from 'svelte';
import { mounted, openClient, openRoot } from './hooks/client.ts';
import App from './hooks/App.svelte';

const app = mount(App, { target: openRoot(), props: { client: openClient() } });
mounted(() => void unmount(app));
