import 'reflect-metadata';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Body,
  Controller,
  Get,
  HttpException,
  type INestApplication,
  Module,
  Param,
  Post,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createNestErrorFilter, nestRoutes } from '../src/nest.ts';
import { boom, endlessStream, failingStream, lateStream, type OnError, PASSWORD, seen } from './framework-apps.ts';
import type { HopServer } from './hop-servers.ts';

class OrgsController {
  item(_id: string): object {
    return seen();
  }
}

class RootController {
  boom(): never {
    return boom();
  }
  async rejected(): Promise<never> {
    await Promise.resolve();
    return boom();
  }
  teapot(): never {
    throw Object.assign(new HttpException(PASSWORD, 418), { code: 'TEAPOT' });
  }
  stream(): StreamableFile {
    return new StreamableFile(lateStream());
  }
  endless(): StreamableFile {
    return new StreamableFile(endlessStream());
  }
  async torn(response: ServerResponse): Promise<void> {
    for await (const part of failingStream()) response.write(part);
  }
  json(body: unknown): object {
    return { ...seen(), body };
  }
}

class AppModule {
  readonly name = 'app';
}

/** Decorators by hand: this workspace compiles no syntax that has to be removed. */
function decorate(): void {
  const on = (type: { prototype: object }, method: string, decorator: MethodDecorator): void =>
    void decorator(type.prototype, method, Object.getOwnPropertyDescriptor(type.prototype, method) as never);
  Controller('orgs/:org')(OrgsController);
  on(OrgsController, 'item', Get('items/:item'));
  Param('item')(OrgsController.prototype, 'item', 0);
  Controller()(RootController);
  for (const path of ['boom', 'rejected', 'teapot', 'stream', 'endless', 'torn']) on(RootController, path, Get(path));
  Res()(RootController.prototype, 'torn', 0);
  on(RootController, 'json', Post('json'));
  Body()(RootController.prototype, 'json', 0);
  Module({ controllers: [OrgsController, RootController] })(AppModule);
}
decorate();

async function start(app: INestApplication, onError: OnError): Promise<HopServer> {
  nestRoutes(app);
  app.useGlobalFilters(createNestErrorFilter(app, { onError }));
  await app.listen(0, '127.0.0.1');
  return { port: (app.getHttpServer().address() as AddressInfo).port, close: () => app.close() };
}

export const nestApps: Readonly<Record<string, (onError: OnError) => Promise<HopServer>>> = {
  'Nest on Express': async (onError) =>
    start(await NestFactory.create(AppModule, { logger: false, forceCloseConnections: true }), onError),
  'Nest on Fastify': async (onError) =>
    start(
      await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false, forceCloseConnections: true }),
      onError,
    ),
};
