export type { Command, CommandIo, ExitCode } from './command.ts';
export type { CheckOutcome, DoctorCheck, DoctorFault } from './doctor/doctor-check.ts';
export type { LoadedConfig } from './doctor/loaded-config.ts';
export type { Project } from './doctor/project.ts';
export type { InstalledPackage, Manifest } from './installation.ts';
export { runCli } from './run-cli.ts';
