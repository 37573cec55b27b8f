// Sends a file by tus-js-client, whose own retries carry it over a line that breaks: `tus.mjs ENDPOINT TOKEN ASSIGNMENT FILE`.
// Prints the address of the artifact.

import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, token, assignmentId, file] = process.argv.slice(2);
let artifact;

const upload = new Upload(createReadStream(file), {
  endpoint,
  headers: { Authorization: `Bearer ${token}` },
  uploadSize: statSync(file).size,
  metadata: { assignmentId, kind: "VIDEO", title: "Panen raya (tus-js-client)", filename: "panen.mp4", filetype: "video/mp4" },
  // A stream cannot be rewound without being cut into chunks that are kept in memory.
  chunkSize: 16 * 1024 * 1024,
  retryDelays: Array(20).fill(200),
  onAfterResponse: (_, response) => {
    artifact = response.getHeader("Content-Location") ?? artifact;
  },
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: () => {
    console.log(artifact);
  },
});
upload.start();
