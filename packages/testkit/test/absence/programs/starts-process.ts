import { spawn } from 'node:child_process';
import process from 'node:process';

spawn(process.execPath, ['--version'], { stdio: 'ignore' });
