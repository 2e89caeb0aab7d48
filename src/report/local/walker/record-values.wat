;; Makes numbers of a record's values, as far as they are written in the usual way: whatever is not is left to
;; JavaScript, which has the slots.
;;
;; From address 320 on, 32-bit numbers:
;;   0       1 when all that follows was made: a record of an invocation with a count of tokens, of the standard tier,
;;           that has output where it has a body
;;   1       1 when it has an error code
;;   2       1 when a body tells cache writes for an hour from others
;;   4 - 7   request id, a UUID
;;   8 - 13  model, region, principal, model of the body, account, Region it was served from: numbers of their texts; 0
;;           when missing
;;   14      the same of the request metadata, as written; -1 when it is too long, which is nothing unusual
;;   16 - 20 input, cache reads, cache writes, of those for an hour, output
;;   22      milliseconds since 1970 UTC, 64 bits of floating point
(global $USUAL i32 (i32.const 320))
(global $FAILED i32 (i32.const 324))
(global $LIFETIME_KNOWN i32 (i32.const 328))
(global $ID i32 (i32.const 336))
(global $TEXTS i32 (i32.const 352))
(global $COUNTS i32 (i32.const 384))
(global $TIME i32 (i32.const 408))

(global $MISSING i32 (i32.const -1))
(global $UNUSUAL i32 (i32.const -2))

(func $values
  (i32.store (global.get $USUAL) (i32.const 0))
  (if (i32.eqz (call $isInvocation)) (then (return)))
  (if (i32.eqz (call $id (i32.load (i32.const 16)) (i32.load (i32.const 20)))) (then (return)))
  (f64.store (global.get $TIME) (call $time (i32.load (i32.const 8)) (i32.load (i32.const 12))))
  (if (f64.lt (f64.load (global.get $TIME)) (f64.const 0)) (then (return)))
  (i32.store (global.get $FAILED) (call $hasError (i32.load (i32.const 40))))
  (if (i32.eqz (call $counts)) (then (return)))
  ;; A body without output may be that of a refusal.
  (if (i32.eqz (i32.load offset=16 (global.get $COUNTS)))
    (then (if (call $hasBody) (then (return)))))
  ;; The tier of the record, of the usage and of a response.
  (if (i32.eqz
        (i32.and
          (call $isStandard (i32.load (i32.const 152)) (i32.load (i32.const 156)))
          (i32.and
            (call $isStandard (i32.load (i32.const 208)) (i32.load (i32.const 212)))
            (call $isStandard (i32.load (i32.const 216)) (i32.load (i32.const 220))))))
    (then (return)))
  (if (i32.eqz (call $lifetimes)) (then (return)))
  (i32.store (global.get $USUAL) (call $texts)))

;; Whether the schema type, slot 0, is written "ModelInvocationLog".
(func $isInvocation (result i32)
  (local $at i32)
  (local.set $at (i32.load (i32.const 0)))
  (if (i32.ne (i32.sub (i32.load (i32.const 4)) (local.get $at)) (i32.const 20)) (then (return (i32.const 0))))
  (i32.and
    (i8x16.all_true (i8x16.eq (v128.load align=1 (local.get $at)) (v128.const i8x16
      0x22 0x4d 0x6f 0x64 0x65 0x6c 0x49 0x6e 0x76 0x6f 0x63 0x61 0x74 0x69 0x6f 0x6e)))
    (i32.eq (i32.load offset=16 align=1 (local.get $at)) (i32.const 0x22676f4c))))

;; Null and "" are no error; whatever else there is, is one.
(func $hasError (param $at i32) (result i32)
  (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
  (i32.and
    (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x6e))
    (i32.ne (i32.load16_u align=1 (local.get $at)) (i32.const 0x2222))))

;; Whether a service tier is missing, null, "default" or "standard".
(func $isStandard (param $at i32) (param $end i32) (result i32)
  (local $length i32)
  (if (i32.eqz (local.get $at)) (then (return (i32.const 1))))
  (local.set $length (i32.sub (local.get $end) (local.get $at)))
  (if (i32.eq (local.get $length) (i32.const 10))
    (then
      (return
        (i32.and
          (i64.eq (i64.load offset=1 align=1 (local.get $at)) (i64.const 0x647261646e617473)) ;; standard
          (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x22))))))
  (if (i32.eq (local.get $length) (i32.const 9))
    (then (return (i64.eq (i64.load align=1 (local.get $at)) (i64.const 0x746c756166656422))))) ;; "default
  (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x6e)))

;; A UUID in lower case, as its 32 digits read from the left. Returns 0 for any other value.
(func $id (param $at i32) (param $end i32) (result i32)
  (local $first v128)
  (local $second v128)
  (local $third v128)
  (if (i32.ne (i32.sub (local.get $end) (local.get $at)) (i32.const 38)) (then (return (i32.const 0))))
  ;; Hyphens behind 8, 12, 16 and 20 digits.
  (if (i32.ne
        (i32.or
          (i32.or
            (i32.xor (i32.load8_u offset=9 (local.get $at)) (i32.const 0x2d))
            (i32.xor (i32.load8_u offset=14 (local.get $at)) (i32.const 0x2d)))
          (i32.or
            (i32.xor (i32.load8_u offset=19 (local.get $at)) (i32.const 0x2d))
            (i32.xor (i32.load8_u offset=24 (local.get $at)) (i32.const 0x2d))))
        (i32.const 0))
    (then (return (i32.const 0))))
  (local.set $first (v128.load offset=1 align=1 (local.get $at)))
  (local.set $second (v128.load offset=17 align=1 (local.get $at)))
  (local.set $third (v128.load offset=21 align=1 (local.get $at)))
  (local.set $first
    (call $nibbles
      (i8x16.shuffle 0 1 2 3 4 5 6 7 9 10 11 12 14 15 16 17 (local.get $first) (local.get $second))))
  (local.set $second
    (call $nibbles
      (i8x16.shuffle 3 4 5 6 8 9 10 11 12 13 14 15 28 29 30 31 (local.get $second) (local.get $third))))
  (if (v128.any_true
        (i8x16.gt_u (v128.or (local.get $first) (local.get $second)) (i8x16.splat (i32.const 15))))
    (then (return (i32.const 0))))
  ;; Two nibbles a byte, and the bytes of each word from the last to the first.
  (v128.store (global.get $ID)
    (i8x16.swizzle
      (i8x16.narrow_i16x8_u (call $pairs (local.get $first)) (call $pairs (local.get $second)))
      (v128.const i8x16 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12)))
  (i32.const 1))

;; Values of hexadecimal digits; 255 for what is none.
(func $nibbles (param $digits v128) (result v128)
  (local $decimal v128)
  (local $letter v128)
  (local.set $decimal (i8x16.sub (local.get $digits) (i8x16.splat (i32.const 0x30))))
  (local.set $letter (i8x16.sub (local.get $digits) (i8x16.splat (i32.const 0x61))))
  (v128.bitselect
    (local.get $decimal)
    (v128.or
      (i8x16.add (local.get $letter) (i8x16.splat (i32.const 10)))
      (i8x16.gt_u (local.get $letter) (i8x16.splat (i32.const 5))))
    (i8x16.le_u (local.get $decimal) (i8x16.splat (i32.const 9)))))

;; Each two bytes as 16 times the first and the second.
(func $pairs (param $nibbles v128) (result v128)
  (v128.and
    (v128.or
      (i16x8.shl (local.get $nibbles) (i32.const 4))
      (i16x8.shr_u (local.get $nibbles) (i32.const 8)))
    (i16x8.splat (i32.const 255))))

;; The four counts; returns 0 when one is unusual, or both input and output are missing.
(func $counts (result i32)
  (local $input i32)
  (local $read i32)
  (local $write i32)
  (local $output i32)
  (local.set $input (call $count (i32.load (i32.const 72)) (i32.load (i32.const 76))))
  (local.set $read (call $count (i32.load (i32.const 80)) (i32.load (i32.const 84))))
  (local.set $write (call $count (i32.load (i32.const 88)) (i32.load (i32.const 92))))
  (local.set $output (call $count (i32.load (i32.const 104)) (i32.load (i32.const 108))))
  (if (i32.and
        (i32.eq (local.get $input) (global.get $MISSING))
        (i32.eq (local.get $output) (global.get $MISSING)))
    (then (return (i32.const 0))))
  (i32.store (global.get $COUNTS) (call $orZero (local.get $input)))
  (i32.store offset=4 (global.get $COUNTS) (call $orZero (local.get $read)))
  (i32.store offset=8 (global.get $COUNTS) (call $orZero (local.get $write)))
  (i32.store offset=16 (global.get $COUNTS) (call $orZero (local.get $output)))
  (i32.and
    (i32.and
      (i32.ne (local.get $input) (global.get $UNUSUAL))
      (i32.ne (local.get $read) (global.get $UNUSUAL)))
    (i32.and
      (i32.ne (local.get $write) (global.get $UNUSUAL))
      (i32.ne (local.get $output) (global.get $UNUSUAL)))))

(func $orZero (param $count i32) (result i32)
  (select (local.get $count) (i32.const 0) (i32.gt_s (local.get $count) (i32.const 0))))

;; A whole number of up to nine digits; null is a missing one.
(func $count (param $at i32) (param $end i32) (result i32)
  (local $digit i32)
  (local $sum i32)
  (if (i32.eqz (local.get $at)) (then (return (global.get $MISSING))))
  (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x6e)) (then (return (global.get $MISSING))))
  (if (i32.gt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 9))
    (then (return (global.get $UNUSUAL))))
  (loop $next
    (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)))
    (if (i32.gt_u (local.get $digit) (i32.const 9)) (then (return (global.get $UNUSUAL))))
    (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 10)) (local.get $digit)))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
  (local.get $sum))

;; Of the cache writes, those for an hour; returns 0 when a body must be asked in another way.
(func $lifetimes (result i32)
  (local $write i32)
  (local $long i32)
  (local $short i32)
  (i32.store (global.get $LIFETIME_KNOWN) (i32.const 0))
  (i32.store offset=12 (global.get $COUNTS) (i32.const 0))
  (local.set $write (i32.load offset=8 (global.get $COUNTS)))
  (if (i32.eqz (call $hasBody)) (then (return (i32.const 1))))
  (if (i32.eqz (local.get $write)) (then (return (i32.const 1))))
  (local.set $long (call $count (i32.load (i32.const 192)) (i32.load (i32.const 196))))
  (local.set $short (call $count (i32.load (i32.const 200)) (i32.load (i32.const 204))))
  (if (i32.or
        (i32.eq (local.get $long) (global.get $UNUSUAL))
        (i32.eq (local.get $short) (global.get $UNUSUAL)))
    (then (return (i32.const 0))))
  (if (i32.eq (local.get $long) (global.get $MISSING))
    (then
      (if (i32.lt_s (local.get $short) (i32.const 0)) (then (return (i32.const 0))))
      (local.set $long (i32.const 0))))
  (i32.store (global.get $LIFETIME_KNOWN) (i32.const 1))
  (i32.store offset=12 (global.get $COUNTS)
    (select (local.get $long) (local.get $write) (i32.lt_u (local.get $long) (local.get $write))))
  (i32.const 1))

;; Whether the response body, slot 14, is an object or an array.
(func $hasBody (result i32)
  (local $at i32)
  (local.set $at (i32.load (i32.const 112)))
  (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
  (i32.eq (i32.and (i32.load8_u (local.get $at)) (i32.const 0xdf)) (i32.const 0x5b)))

;; Returns 0 when one is too long, other than the request metadata.
(func $texts (result i32)
  (i32.store (global.get $TEXTS) (call $text (i32.load (i32.const 24)) (i32.load (i32.const 28))))
  (i32.store offset=4 (global.get $TEXTS) (call $text (i32.load (i32.const 32)) (i32.load (i32.const 36))))
  (i32.store offset=8 (global.get $TEXTS) (call $text (i32.load (i32.const 56)) (i32.load (i32.const 60))))
  (i32.store offset=12 (global.get $TEXTS) (call $text (i32.load (i32.const 168)) (i32.load (i32.const 172))))
  (i32.store offset=16 (global.get $TEXTS) (call $text (i32.load (i32.const 128)) (i32.load (i32.const 132))))
  (i32.store offset=20 (global.get $TEXTS) (call $text (i32.load (i32.const 136)) (i32.load (i32.const 140))))
  (i32.store offset=24 (global.get $TEXTS) (call $text (i32.load (i32.const 144)) (i32.load (i32.const 148))))
  (i32.gt_s
    (i32.or
      (i32.or
        (i32.or (i32.load (global.get $TEXTS)) (i32.load offset=4 (global.get $TEXTS)))
        (i32.or (i32.load offset=8 (global.get $TEXTS)) (i32.load offset=12 (global.get $TEXTS))))
      (i32.or (i32.load offset=16 (global.get $TEXTS)) (i32.load offset=20 (global.get $TEXTS))))
    (i32.const -1)))
