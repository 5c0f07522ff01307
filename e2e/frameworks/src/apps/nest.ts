import 'reflect-metadata';
import { Controller, Get, Module, Param, StreamableFile } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { start } from '@plumbline/node';
import { installBaseline } from '@plumbline/node/nest';
import { announce, type Baseline, boom, config, endlessBody, lateBody, readOrder } from '../service.ts';

/** Decorators by hand: this workspace compiles no syntax that has to be removed. */
function moduleOf(plumbline: Baseline): new () => object {
  class OrdersController {
    order(id: string): Promise<object> {
      return readOrder(plumbline, id);
    }
    boom(): never {
      return boom(plumbline);
    }
    stream(): StreamableFile {
      return new StreamableFile(lateBody(plumbline));
    }
    endless(): StreamableFile {
      return new StreamableFile(endlessBody());
    }
  }
  class OrdersModule {
    readonly name = 'orders';
  }
  const paths = { order: 'orders/:id', boom: 'boom', stream: 'stream', endless: 'endless' } as const;
  const { prototype } = OrdersController;
  for (const [method, path] of Object.entries(paths)) {
    Get(path)(prototype, method, Object.getOwnPropertyDescriptor(prototype, method) as PropertyDescriptor);
  }
  Param('id')(prototype, 'order', 0);
  Controller()(OrdersController);
  Module({ controllers: [OrdersController] })(OrdersModule);
  return OrdersModule;
}

async function main(): Promise<void> {
  const plumbline = await start(config);
  const app = await NestFactory.create(moduleOf(plumbline), { logger: false });
  installBaseline(app, plumbline);
  const server = (await app.listen(0, '127.0.0.1')) as Parameters<typeof announce>[1];
  await announce(plumbline, server);
}

void main();
