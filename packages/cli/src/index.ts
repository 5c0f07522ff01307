export type { Command, CommandIo, Describer, ExitCode, MigrationStep, MigrationTarget } from '@plumbline/core';
export type { CheckOutcome, DoctorCheck, DoctorFault } from './doctor/doctor-check.ts';
export type { LoadedConfig } from './doctor/loaded-config.ts';
export type { Project } from './doctor/project.ts';
export type { InstalledPackage, Manifest } from './installation.ts';
export { type ProgramIo, runCli } from './run-cli.ts';
