import type { Audience } from '../../model/board.ts';
import type { StackFile } from '../../model/stack-file.ts';
import { toYaml } from '../../yaml.ts';
import { DASHBOARDS_MOUNT, FOLDERS } from './folders.ts';

const COMMENT = [
  'Boards by audience, each in a folder of its own. They are read from files and cannot be changed in the browser:',
  'change plumbline.stack.ts and generate again. Who may see a folder stands in ../../folder-rights.md.',
].join('\n');

/** Which folder of files is which folder of Grafana. */
export const providersFile = (audiences: ReadonlySet<Audience>): StackFile => ({
  path: 'grafana/provisioning/dashboards/plumbline.yml',
  text: toYaml(
    {
      apiVersion: 1,
      providers: FOLDERS.filter(({ audience }) => audiences.has(audience)).map(({ audience, title, uid }) => ({
        name: uid,
        orgId: 1,
        folder: title,
        folderUid: uid,
        type: 'file',
        disableDeletion: true,
        allowUiUpdates: false,
        updateIntervalSeconds: 30,
        options: { path: `${DASHBOARDS_MOUNT}/${audience}`, foldersFromFilesStructure: false },
      })),
    },
    COMMENT,
  ),
});

const calls = (uid: string, title: string): readonly string[] => [
  `### ${title} (\`${uid}\`)`,
  '',
  '```http',
  'POST /api/teams',
  '{ "name": "' + title + '" }',
  '',
  `POST /api/folders/${uid}/permissions`,
  '{ "items": [{ "teamId": <the ID that the first call answered>, "permission": 1 }] }',
  '```',
  '',
];

/**
 * What a file cannot do, said with the two calls that can. Files of Grafana make folders and no rights: a new folder can be
 * seen by every signed-in viewer, and a call of its API replaces that by a list (1 is view, 2 edit, 4 administer).
 */
export const folderRightsFile = (audiences: ReadonlySet<Audience>): StackFile => ({
  path: 'grafana/folder-rights.md',
  text: [
    '# Who may see which boards',
    '',
    'Nobody sees a board without signing in. Every signed-in viewer may look at all four folders and change none: the files here make the folders, and Grafana takes no rights from files.',
    '',
    'To show a folder to its audience alone, make a team and give it the folder, signed in as an administrator or with the token of a service account that is one. The second call replaces all rights of the folder, so the role of viewers loses it; administrators always see everything. Both calls are those of Grafana 10 to 13, which names a successor of them below `/apis`. Put people into teams in Grafana, or by your sign-in where it can.',
    '',
    'Folders are an order and no boundary: whoever may sign in can ask every data source by the API of Grafana, whatever folders they see. Rights of data sources are a part of Grafana Enterprise and Grafana Cloud; elsewhere give those who must not see lines, traces or numbers of the audit trail no account, or a Grafana of their own.',
    '',
    'A folder keeps its rights when its boards are generated again, because its uid stays.',
    '',
    ...FOLDERS.filter(({ audience }) => audiences.has(audience)).flatMap(({ title, uid }) => calls(uid, title)),
    'A viewer has no right to Explore. Boards of the operators and of security have links into it: give their members the role of editor, or the permission of your edition for it.',
    '',
  ].join('\n'),
});
