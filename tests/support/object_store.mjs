// SPDX-License-Identifier: AGPL-3.0-or-later
// A store that speaks S3 and checks signatures, on loopback (s3rver), with one bucket in the folder that is named. It prints its port
// when it answers: node object_store.mjs FOLDER BUCKET PORT.
import { createRequire } from "node:module";

const S3rver = createRequire(import.meta.url)("@20minutes/s3rver");
const [directory, bucket, port] = process.argv.slice(2);
const server = new S3rver({
  address: "127.0.0.1",
  port: Number(port),
  silent: true,
  directory,
  configureBuckets: [{ name: bucket, configs: [] }],
});
await server.run();
console.log(port);
