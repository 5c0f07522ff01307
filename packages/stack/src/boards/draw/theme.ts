export type ThemeName = 'light' | 'dark';

export interface Theme {
  readonly canvas: string;
  readonly panel: string;
  readonly border: string;
  readonly grid: string;
  readonly text: string;
  readonly faint: string;
  /** By the names that Grafana gives its colours. */
  readonly colours: Readonly<Record<string, string>>;
  /** For series whose name says nothing: calm, and none of the colours that mean something. */
  readonly palette: readonly string[];
}

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    canvas: '#111217',
    panel: '#181b1f',
    border: '#25282e',
    grid: '#2a2e35',
    text: '#d5d6de',
    faint: '#8e909b',
    colours: {
      green: '#73bf69',
      yellow: '#f2cc0c',
      orange: '#ff9830',
      red: '#f2495c',
      blue: '#5794f2',
      'light-blue': '#a7c8fa',
      'dark-blue': '#3464c4',
      text: '#d5d6de',
    },
    palette: ['#5794f2', '#b48ede', '#56c2c8', '#93a8c8', '#d58fbf', '#8ab8ff', '#7f8fe0', '#b5a393'],
  },
  light: {
    canvas: '#f4f5f5',
    panel: '#ffffff',
    border: '#e3e6e8',
    grid: '#eceeef',
    text: '#24292e',
    faint: '#6b7078',
    colours: {
      green: '#3a8f31',
      yellow: '#c79a00',
      orange: '#e06a00',
      red: '#d1283f',
      blue: '#2f6fd0',
      'light-blue': '#8fb4ec',
      'dark-blue': '#173f8a',
      text: '#24292e',
    },
    palette: ['#2f6fd0', '#8a5cc4', '#178a92', '#5f7699', '#b35a97', '#5b93e8', '#4b5bbd', '#8c7862'],
  },
};
