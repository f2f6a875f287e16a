// One line a test, as tool/count_tests.py counts them: "ok …", "not ok …", "skip …"; under a failure, why.
// Suites and files are no tests, but a file that dies before its first test is a failure.

const isTest = (data) => data.details?.type !== "suite" && data.name !== data.file && !/\.test\.mjs$/.test(data.name);

export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type === "test:pass" && isTest(data)) {
      yield data.skip !== undefined ? `skip ${data.name}\n` : `ok ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    } else if (type === "test:fail") {
      const error = data.details.error;
      if (error?.failureType === "subtestsFailed") continue;
      yield `not ok ${data.name}\n${String(error?.cause?.stack ?? error?.cause ?? error).replace(/^/gm, "    ")}\n`;
    } else if (type === "test:stderr" || type === "test:stdout") {
      yield data.message.replace(/^(not ok|ok|skip) /gm, "· $1 ");
    }
  }
}
