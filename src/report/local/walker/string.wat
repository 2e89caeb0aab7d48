;; Strings: most of what a log consists of.

;; $i after the opening quote.
(func $string (param $i i32) (result i32)
  (local $bytes v128)
  (local $hits i32)
  (local $byte i32)
  (local $long i32)
  (local.set $long (i32.add (local.get $i) (i32.const 32)))
  (loop $next
    (local.set $bytes (v128.load align=1 (local.get $i)))
    (local.set $hits
      (i8x16.bitmask
        (v128.or
          (v128.or
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))
          (i8x16.le_u (local.get $bytes) (i8x16.splat (i32.const 0x1f))))))
    (if (local.get $hits)
      (then
        (local.set $i (i32.add (local.get $i) (i32.ctz (local.get $hits))))
        (local.set $byte (i32.load8_u (local.get $i)))
        (if (i32.eq (local.get $byte) (i32.const 0x22))
          (then (return (i32.add (local.get $i) (i32.const 1)))))
        (if (i32.ne (local.get $byte) (i32.const 0x5c)) (then (return (i32.const -1))))
        (local.set $i (call $escape (i32.add (local.get $i) (i32.const 1))))
        (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1)))))
      (else (local.set $i (i32.add (local.get $i) (i32.const 16)))))
    (br_if $next (i32.lt_u (local.get $i) (local.get $long))))
  (call $longString (local.get $i)))

;; $i in a string, behind no backslash. Looks at 64 bytes at once, with a bit for each: what escapes there are is
;; calculated instead of met one by one, since no processor foresees where they are.
(func $longString (param $i i32) (result i32)
  (local $1 v128)
  (local $2 v128)
  (local $3 v128)
  (local $4 v128)
  (local $quotes i64)
  (local $backslashes i64)
  (local $ends i64)
  (local $escaped i64)
  ;; 1 when the last byte before is a backslash that escapes.
  (local $carry i64)
  (local $codes i64)
  (loop $next
    (local.set $1 (v128.load align=1 (local.get $i)))
    (local.set $2 (v128.load offset=16 align=1 (local.get $i)))
    (local.set $3 (v128.load offset=32 align=1 (local.get $i)))
    (local.set $4 (v128.load offset=48 align=1 (local.get $i)))
    (local.set $quotes
      (i64.or
        (i64.extend_i32_u
          (i32.or
            (i8x16.bitmask (i8x16.eq (local.get $1) (i8x16.splat (i32.const 0x22))))
            (i32.shl (i8x16.bitmask (i8x16.eq (local.get $2) (i8x16.splat (i32.const 0x22)))) (i32.const 16))))
        (i64.shl
          (i64.extend_i32_u
            (i32.or
              (i8x16.bitmask (i8x16.eq (local.get $3) (i8x16.splat (i32.const 0x22))))
              (i32.shl (i8x16.bitmask (i8x16.eq (local.get $4) (i8x16.splat (i32.const 0x22)))) (i32.const 16))))
          (i64.const 32))))
    (local.set $backslashes
      (i64.or
        (i64.extend_i32_u
          (i32.or
            (i8x16.bitmask (i8x16.eq (local.get $1) (i8x16.splat (i32.const 0x5c))))
            (i32.shl (i8x16.bitmask (i8x16.eq (local.get $2) (i8x16.splat (i32.const 0x5c)))) (i32.const 16))))
        (i64.shl
          (i64.extend_i32_u
            (i32.or
              (i8x16.bitmask (i8x16.eq (local.get $3) (i8x16.splat (i32.const 0x5c))))
              (i32.shl (i8x16.bitmask (i8x16.eq (local.get $4) (i8x16.splat (i32.const 0x5c)))) (i32.const 16))))
          (i64.const 32))))
    (local.set $escaped (local.get $carry))
    (if (i64.ne (local.get $backslashes) (i64.const 0))
      (then
        ;; In a run of backslashes, every other one escapes. A run begins at an even or an odd bit; subtracting
        ;; carries through it, and what differs from the odd bits afterwards tells them apart (as in simdjson,
        ;; Langdale and Lemire 2019).
        (local.set $codes
          (i64.and (local.get $backslashes) (i64.xor (local.get $carry) (i64.const -1))))
        (local.set $codes
          (i64.xor
            (i64.sub
              (i64.or (i64.shl (local.get $codes) (i64.const 1)) (i64.const 0xaaaaaaaaaaaaaaaa))
              (local.get $codes))
            (i64.const 0xaaaaaaaaaaaaaaaa)))
        (local.set $escaped
          (i64.xor (local.get $codes) (i64.or (local.get $backslashes) (local.get $carry))))
        (local.set $carry
          (i64.shr_u (i64.and (local.get $codes) (local.get $backslashes)) (i64.const 63))))
      (else (local.set $carry (i64.const 0))))
    (local.set $ends
      (i64.or
        (i64.and (local.get $quotes) (i64.xor (local.get $escaped) (i64.const -1)))
        (i64.or
          (i64.extend_i32_u
            (i32.or
              (i8x16.bitmask (i8x16.le_u (local.get $1) (i8x16.splat (i32.const 0x1f))))
              (i32.shl (i8x16.bitmask (i8x16.le_u (local.get $2) (i8x16.splat (i32.const 0x1f)))) (i32.const 16))))
          (i64.shl
            (i64.extend_i32_u
              (i32.or
                (i8x16.bitmask (i8x16.le_u (local.get $3) (i8x16.splat (i32.const 0x1f))))
                (i32.shl (i8x16.bitmask (i8x16.le_u (local.get $4) (i8x16.splat (i32.const 0x1f)))) (i32.const 16))))
            (i64.const 32)))))
    (if (i64.ne (local.get $escaped) (i64.const 0))
      (then
        ;; Other escapes than \" \\ \n \t, before the end, are looked at one by one.
        (local.set $1
          (v128.or
            (i8x16.eq (local.get $1) (i8x16.splat (i32.const 0x6e)))
            (i8x16.eq (local.get $1) (i8x16.splat (i32.const 0x74)))))
        (local.set $2
          (v128.or
            (i8x16.eq (local.get $2) (i8x16.splat (i32.const 0x6e)))
            (i8x16.eq (local.get $2) (i8x16.splat (i32.const 0x74)))))
        (local.set $3
          (v128.or
            (i8x16.eq (local.get $3) (i8x16.splat (i32.const 0x6e)))
            (i8x16.eq (local.get $3) (i8x16.splat (i32.const 0x74)))))
        (local.set $4
          (v128.or
            (i8x16.eq (local.get $4) (i8x16.splat (i32.const 0x6e)))
            (i8x16.eq (local.get $4) (i8x16.splat (i32.const 0x74)))))
        (local.set $codes
          (i64.and
            (i64.and
              (local.get $escaped)
              (i64.and
                (i64.sub (local.get $ends) (i64.const 1))
                (i64.xor (local.get $ends) (i64.const -1))))
            (i64.xor
              (i64.or
                (i64.or (local.get $quotes) (local.get $backslashes))
                (i64.or
                  (i64.extend_i32_u
                    (i32.or
                      (i8x16.bitmask (local.get $1))
                      (i32.shl (i8x16.bitmask (local.get $2)) (i32.const 16))))
                  (i64.shl
                    (i64.extend_i32_u
                      (i32.or
                        (i8x16.bitmask (local.get $3))
                        (i32.shl (i8x16.bitmask (local.get $4)) (i32.const 16))))
                    (i64.const 32))))
              (i64.const -1))))
        (if (i64.ne (local.get $codes) (i64.const 0))
          (then
            (local.set $i
              (call $escape (i32.add (local.get $i) (i32.wrap_i64 (i64.ctz (local.get $codes))))))
            (local.set $carry (i64.const 0))
            (br_if $next (i32.ge_s (local.get $i) (i32.const 0)))
            (return (i32.const -1))))))
    (if (i64.eqz (local.get $ends))
      (then
        (local.set $i (i32.add (local.get $i) (i32.const 64)))
        (br $next))))
  (local.set $i (i32.add (local.get $i) (i32.wrap_i64 (i64.ctz (local.get $ends)))))
  (select
    (i32.add (local.get $i) (i32.const 1))
    (i32.const -1)
    (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x22))))
