import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostOnly, hostsOnly, withoutPassword, withoutPasswords } from "../src/password.js";

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

describe("hostOnly and hostsOnly", () => {
  test.each([
    ["https://hooks.example.com/services/T0/B0/s3cret", "https://hooks.example.com"],
    ["https://u:s3cret@events.example.com:8443/a?key=s3cret#s3cret", "https://events.example.com:8443"],
    ["HTTPS://Events.Example.com", "https://events.example.com"],
    ["https:\\\\a.example\\s3cret", "https://a.example"],
    ["https://", "(an address that is not shown)"],
    ["ops@example.com", "ops@example.com"],
    ["arn:aws:sns:us-east-1:123456789012:topic", "arn:aws:sns:us-east-1:123456789012:topic"],
  ])("of %s only %s is shown", (text, shown) => {
    expect(hostOnly(text)).toBe(shown);
    expect(hostOnly(shown)).toBe(shown);
  });

  test("every address in a sentence is cut", () => {
    expect(
      hostsOnly('Endpoint "https://a.example/s3cret" and https://u:s3cret@b.example/?q=s3cret: no'),
    ).toBe('Endpoint "https://a.example" and https://b.example no');
  });

  test("nothing but scheme and host is left of any address", () => {
    const part = fc.stringMatching(/^[A-Za-z0-9!$&()*+,;=.~:@%_-]{0,10}$/).map((text) => `S3CRET${text}`);
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ["https"], size: "small" }), part, part, (url, path, query) => {
        const { host } = new URL(url);
        for (const text of [
          `https://u:${path}@${host}/${path}?${query}`,
          `https://${host}/${path}#${query}`,
        ]) {
          expect(hostOnly(text)).not.toContain("S3CRET");
          expect(hostsOnly(`before ${text} after`)).not.toContain("S3CRET");
        }
      }),
    );
  });
});
