import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withoutPassword, withoutPasswords } from "../src/password.js";

describe("withoutPassword", () => {
  test.each([
    ["https://user:secret@example.com/hook", "https://user:****@example.com/hook"],
    ["https://:secret@example.com", "https://:****@example.com"],
    ["https://user:se@cr:et@example.com?x=a:b@c", "https://user:****@example.com?x=a:b@c"],
    ["HTTP://u:secret@h and ftp://v:other@h", "HTTP://u:****@h and ftp://v:****@h"],
    ['Invalid endpoint "https://u:secret@h/a": refused', 'Invalid endpoint "https://u:****@h/a": refused'],
  ])("masks %s", (text, masked) => {
    expect(withoutPassword(text)).toBe(masked);
    expect(withoutPassword(masked)).toBe(masked);
  });

  test.each([
    "https://user@example.com/hook",
    "https://example.com:8443/a@b",
    "https://example.com:8443?mail=a@b.example",
    "arn:aws:sns:us-east-1:123456789012:topic",
    "ops@example.com: see https://example.com",
    "s3://bucket/a:b@c",
  ])("leaves %s alone", (text) => {
    expect(withoutPassword(text)).toBe(text);
  });

  test("hides whatever a URL parser takes for the password", () => {
    const secret = fc.stringMatching(/^[!$&'()*+,;=.~a-z0-9@:%_-]{1,20}$/).map((text) => `S3CRET${text}`);
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ["https"] }), secret, (url, password) => {
        const text = url.replace("https://", () => `https://user:${password}@`);
        fc.pre(URL.canParse(text));
        expect(withoutPassword(text)).toBe(url.replace("https://", "https://user:****@"));
      }),
    );
  });
});

test("withoutPasswords masks texts at any depth and nothing else", () => {
  const bytes = new Uint8Array([1]);
  const data = { a: [{ b: "https://u:secret@h" }], n: 1, none: null, gone: undefined, bytes };
  expect(withoutPasswords(data)).toEqual({ ...data, a: [{ b: "https://u:****@h" }] });
  expect(withoutPasswords(data).bytes).toBe(bytes);
});
