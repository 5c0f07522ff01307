import { createEventsPlugin } from '@plumbline/browser/vue';
import { trackVueRouter } from '@plumbline/browser/vue-router';
import { createApp } from 'vue';
import { mounted, openClient, openRoot } from './hooks/client.ts';
import App from './hooks/App.vue';
import { createPlace } from './hooks/place.ts';

const client = openClient();
const place = createPlace();
if (client) trackVueRouter(place.router, client);
const app = createApp(App, { place });
// Without the plugin the directive has no name, as in an application that was never given one.
if (client) app.use(createEventsPlugin(client));
else app.directive('feature-view', {});
// What a component throws goes on to the application's own handler, and is not lost.
app.config.errorHandler = (error) => document.documentElement.setAttribute('data-error', typeof error);
place.go('/orgs/:id', '/orgs/7');
app.mount(openRoot());
mounted(() => app.unmount());
