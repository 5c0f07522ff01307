import type { StackFile } from '../../model/stack-file.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { toYaml } from '../../yaml.ts';
import { header } from '../header.ts';
import { inhibitions } from './inhibitions.ts';
import { receivers } from './receivers.ts';
import { route, routeTests } from './routes.ts';
import { TEMPLATE } from './template.ts';

/**
 * Alertmanager 0.34: routes by severity and layer, and no secret. Teams takes Workflows only (`msteamsv2`, since 0.28:
 * the connectors of before are gone). An Alertmanager older than that refuses the file where Teams is configured.
 */
export const alertmanagerFiles = (model: StackModel): readonly StackFile[] => [
  {
    path: 'alertmanager/alertmanager.yml',
    text: toYaml(
      {
        global: { resolve_timeout: '5m' },
        templates: ['/etc/alertmanager/templates/*.tmpl'],
        route: route(model),
        inhibit_rules: inhibitions(model),
        receivers: receivers(model),
      },
      header(
        'Alertmanager: who is told of what, in effect: a route that is not named has the receivers of another.\nA receiver with nothing below it tells nobody; its alerts stay in the page.',
      ),
    ),
  },
  { path: 'alertmanager/templates/plumbline.tmpl', text: TEMPLATE },
  { path: 'alertmanager/routes.test.json', text: `${JSON.stringify(routeTests(model), undefined, 2)}\n` },
];
