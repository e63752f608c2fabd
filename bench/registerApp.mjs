// Loads an app as the Functions worker does and reports when all its functions are registered. Plain JavaScript, so that no
// type stripping is measured. Arguments: the files to load.
import { Module } from 'node:module';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const functions = [];
const core = {
  version: '3.13.0',
  hostVersion: '4.1048.200',
  Disposable: class {
    dispose() {}
  },
  setProgrammingModel() {},
  getProgrammingModel() {},
  registerFunction: ({ name }) => void functions.push(name),
  registerHook: () => ({ dispose() {} }),
  log() {},
};
const { require: original } = Module.prototype;
Module.prototype.require = function (id) {
  return id === '@azure/functions-core' ? core : original.call(this, id);
};

const startedAt = performance.now();
for (const file of process.argv.slice(2)) await import(pathToFileURL(file).href);
const registeredAt = performance.now();

process.stdout.write(
  JSON.stringify({
    functions: functions.length,
    coldStartInMs: registeredAt,
    loadInMs: registeredAt - startedAt,
    rssInMb: process.memoryUsage.rss() / 2 ** 20,
  }),
);
