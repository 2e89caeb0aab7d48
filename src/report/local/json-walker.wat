;; Walks over JSON text without making values of it: checks it strictly and writes down where members stand.
;;
;; Positions are addresses in the memory. Text must be followed by a newline, which ends everything, since there is
;; none inside a line of JSON, and by 16 bytes that may be read. -1 stands for "no strict JSON here, or unusual
;; enough to leave to a full parse": nested deeper than $DEEPEST, a noted name with escapes, more entries than fit.
;;
;; The tape starts at address 0 and has an entry of four numbers for each member of an object and each item of an
;; array at the noted levels, in document order, what contains before what is contained. Deep down, in bodies, only
;; members are noted whose name begins with a, m, t or u: type, message, model, usage, amazon-bedrock-.... Of a
;; stream's events, those are left out that tell neither tokens nor model: most of them.
;;   start and end of the name without its quotes (0 and 0 for an item), start and end of the value.
(module
  (memory (export "memory") 32)
  ;; End of the tape: the first address behind its last entry.
  (global $end (export "end") (mut i32) (i32.const 0))
  ;; 65,536 entries; text is put behind.
  (global $TAPE_BYTES i32 (i32.const 0x100000))
  (global $DEEPEST i32 (i32.const 256))

  ;; Walks over the value at $i and notes the members of the outermost $levels levels of objects and arrays.
  ;; Returns the position after the value.
  (func (export "walk") (param $i i32) (param $levels i32) (result i32)
    (global.set $end (i32.const 0))
    (call $value (local.get $i) (local.get $levels) (i32.const 0)))

  (func $value (param $i i32) (param $levels i32) (param $depth i32) (result i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u (local.get $i)))
    (if (i32.eq (local.get $byte) (i32.const 0x22)) ;; "
      (then (return (call $string (i32.add (local.get $i) (i32.const 1))))))
    (if (i32.eq (local.get $byte) (i32.const 0x7b)) ;; {
      (then (return (call $object (local.get $i) (local.get $levels) (i32.add (local.get $depth) (i32.const 1))))))
    (if (i32.eq (local.get $byte) (i32.const 0x5b)) ;; [
      (then (return (call $array (local.get $i) (local.get $levels) (i32.add (local.get $depth) (i32.const 1))))))
    (if (i32.eq (i32.load align=1 (local.get $i)) (i32.const 0x65757274)) ;; true
      (then (return (i32.add (local.get $i) (i32.const 4)))))
    (if (i32.eq (i32.load align=1 (local.get $i)) (i32.const 0x6c6c756e)) ;; null
      (then (return (i32.add (local.get $i) (i32.const 4)))))
    (if (i32.and
          (i32.eq (local.get $byte) (i32.const 0x66))
          (i32.eq (i32.load offset=1 align=1 (local.get $i)) (i32.const 0x65736c61))) ;; false
      (then (return (i32.add (local.get $i) (i32.const 5)))))
    (call $number (local.get $i)))

  ;; $i at the opening brace.
  (func $object (param $i i32) (param $levels i32) (param $depth i32) (result i32)
    (local $byte i32)
    (local $name i32)
    (local $nameEnd i32)
    (local $entry i32)
    (local $inside i32)
    (if (i32.gt_u (local.get $depth) (global.get $DEEPEST)) (then (return (i32.const -1))))
    (local.set $i (call $blanks (i32.add (local.get $i) (i32.const 1))))
    (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x7d)) ;; }
      (then (return (i32.add (local.get $i) (i32.const 1)))))
    (loop $members
      (if (i32.ne (i32.load8_u (local.get $i)) (i32.const 0x22)) (then (return (i32.const -1))))
      (local.set $name (i32.add (local.get $i) (i32.const 1)))
      (if (local.get $levels)
        (then (local.set $i (call $plainString (local.get $name))))
        (else (local.set $i (call $string (local.get $name)))))
      (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
      (local.set $nameEnd (i32.sub (local.get $i) (i32.const 1)))
      (local.set $i (call $blanks (local.get $i)))
      (if (i32.ne (i32.load8_u (local.get $i)) (i32.const 0x3a)) (then (return (i32.const -1)))) ;; :
      (local.set $i (call $blanks (i32.add (local.get $i) (i32.const 1))))
      (if (i32.and
            (i32.ne (local.get $levels) (i32.const 0))
            (i32.or (i32.lt_u (local.get $depth) (i32.const 3)) (call $mayMatter (local.get $name))))
        (then
          (local.set $entry (call $note (local.get $name) (local.get $nameEnd) (local.get $i)))
          (if (i32.lt_s (local.get $entry) (i32.const 0)) (then (return (i32.const -1))))
          (local.set $inside (i32.sub (local.get $levels) (i32.const 1)))
          ;; A response body (outputBodyJson) is looked into, two levels further.
          (if (i32.eq (i32.sub (local.get $nameEnd) (local.get $name)) (i32.const 14))
            (then
              (if (i64.eq (i64.load align=1 (local.get $name)) (i64.const 0x6f4274757074756f)) ;; outputBo
                (then (local.set $inside (i32.add (local.get $inside) (i32.const 2)))))))
          (local.set $i (call $value (local.get $i) (local.get $inside) (local.get $depth)))
          (i32.store offset=12 (local.get $entry) (local.get $i)))
        (else (local.set $i (call $value (local.get $i) (i32.const 0) (local.get $depth)))))
      (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
      (local.set $i (call $blanks (local.get $i)))
      (local.set $byte (i32.load8_u (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (if (i32.eq (local.get $byte) (i32.const 0x2c)) ;; ,
        (then
          (local.set $i (call $blanks (local.get $i)))
          (br $members))))
    (select (local.get $i) (i32.const -1) (i32.eq (local.get $byte) (i32.const 0x7d))))

  ;; $i at the opening bracket.
  (func $array (param $i i32) (param $levels i32) (param $depth i32) (result i32)
    (local $byte i32)
    (local $entry i32)
    (if (i32.gt_u (local.get $depth) (global.get $DEEPEST)) (then (return (i32.const -1))))
    (local.set $i (call $blanks (i32.add (local.get $i) (i32.const 1))))
    (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x5d)) ;; ]
      (then (return (i32.add (local.get $i) (i32.const 1)))))
    (loop $items
      (if (local.get $levels)
        (then
          (local.set $entry (call $note (i32.const 0) (i32.const 0) (local.get $i)))
          (if (i32.lt_s (local.get $entry) (i32.const 0)) (then (return (i32.const -1))))
          (local.set $i
            (call $value (local.get $i) (i32.sub (local.get $levels) (i32.const 1)) (local.get $depth)))
          (i32.store offset=12 (local.get $entry) (local.get $i))
          (if (call $isDull (local.get $entry)) (then (global.set $end (local.get $entry)))))
        (else (local.set $i (call $value (local.get $i) (i32.const 0) (local.get $depth)))))
      (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
      (local.set $i (call $blanks (local.get $i)))
      (local.set $byte (i32.load8_u (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (if (i32.eq (local.get $byte) (i32.const 0x2c)) ;; ,
        (then
          (local.set $i (call $blanks (local.get $i)))
          (br $items))))
    (select (local.get $i) (i32.const -1) (i32.eq (local.get $byte) (i32.const 0x5d))))

  ;; Whether the name at $i begins with a, m, t or u.
  (func $mayMatter (param $i i32) (result i32)
    (local $letter i32)
    (local.set $letter (i32.sub (i32.load8_u (local.get $i)) (i32.const 0x61)))
    (i32.and
      (i32.lt_u (local.get $letter) (i32.const 32))
      (i32.shr_u (i32.const 0x181001) (local.get $letter))))

  ;; Whether one thing only was noted of an item, the last one on the tape: a text that does not begin with m, as
  ;; message_start does, nor with an escape.
  (func $isDull (param $item i32) (result i32)
    (local $value i32)
    (local $byte i32)
    (if (i32.ne (global.get $end) (i32.add (local.get $item) (i32.const 32))) (then (return (i32.const 0))))
    (local.set $value (i32.load offset=24 (local.get $item)))
    (if (i32.ne (i32.load8_u (local.get $value)) (i32.const 0x22)) (then (return (i32.const 0))))
    (local.set $byte (i32.load8_u offset=1 (local.get $value)))
    (i32.and
      (i32.ne (local.get $byte) (i32.const 0x6d))
      (i32.ne (local.get $byte) (i32.const 0x5c))))

  ;; Adds an entry whose value's end is not known yet. Returns its address.
  (func $note (param $name i32) (param $nameEnd i32) (param $value i32) (result i32)
    (local $entry i32)
    (local.set $entry (global.get $end))
    (if (i32.ge_u (local.get $entry) (global.get $TAPE_BYTES)) (then (return (i32.const -1))))
    (i32.store (local.get $entry) (local.get $name))
    (i32.store offset=4 (local.get $entry) (local.get $nameEnd))
    (i32.store offset=8 (local.get $entry) (local.get $value))
    (global.set $end (i32.add (local.get $entry) (i32.const 16)))
    (local.get $entry))

  ;; Position of the next byte that is no blank. A newline is none.
  (func $blanks (param $i i32) (result i32)
    (local $byte i32)
    (loop $next
      (local.set $byte (i32.load8_u (local.get $i)))
      (if (i32.gt_u (local.get $byte) (i32.const 0x20)) (then (return (local.get $i))))
      (if (i32.or
            (i32.eq (local.get $byte) (i32.const 0x20))
            (i32.or
              (i32.eq (local.get $byte) (i32.const 0x09))
              (i32.eq (local.get $byte) (i32.const 0x0d))))
        (then
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (local.get $i))

  ;; Position of the next quote, backslash or control character.
  (func $stop (param $i i32) (result i32)
    (local $bytes v128)
    (local $hits i32)
    (loop $next
      (local.set $bytes (v128.load align=1 (local.get $i)))
      (local.set $hits
        (i8x16.bitmask
          (v128.or
            (v128.or
              (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
              (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))
            (i8x16.lt_u (local.get $bytes) (i8x16.splat (i32.const 0x20))))))
      (if (i32.eqz (local.get $hits))
        (then
          (local.set $i (i32.add (local.get $i) (i32.const 16)))
          (br $next))))
    (i32.add (local.get $i) (i32.ctz (local.get $hits))))

  ;; $i after the opening quote. Returns the position after the closing one; -1 for a string with escapes.
  (func $plainString (param $i i32) (result i32)
    (local.set $i (call $stop (local.get $i)))
    (select
      (i32.add (local.get $i) (i32.const 1))
      (i32.const -1)
      (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x22))))

  ;; $i after the opening quote. Returns the position after the closing one.
  (func $string (param $i i32) (result i32)
    (local $bytes v128)
    (local $hits i32)
    (local $at i32)
    (local $byte i32)
    (loop $next
      ;; As $stop does it: here the hits of one load are used up before the next one.
      (local.set $bytes (v128.load align=1 (local.get $i)))
      (local.set $hits
        (i8x16.bitmask
          (v128.or
            (v128.or
              (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
              (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))
            (i8x16.lt_u (local.get $bytes) (i8x16.splat (i32.const 0x20))))))
      (loop $hit
        (if (i32.eqz (local.get $hits))
          (then
            (local.set $i (i32.add (local.get $i) (i32.const 16)))
            (br $next)))
        (local.set $at (i32.add (local.get $i) (i32.ctz (local.get $hits))))
        (local.set $byte (i32.load8_u (local.get $at)))
        (if (i32.eq (local.get $byte) (i32.const 0x22))
          (then (return (i32.add (local.get $at) (i32.const 1)))))
        (if (i32.ne (local.get $byte) (i32.const 0x5c)) (then (return (i32.const -1))))
        (local.set $at (call $escape (i32.add (local.get $at) (i32.const 1))))
        (if (i32.lt_s (local.get $at) (i32.const 0)) (then (return (i32.const -1))))
        (if (i32.ge_u (local.get $at) (i32.add (local.get $i) (i32.const 16)))
          (then
            (local.set $i (local.get $at))
            (br $next)))
        ;; What lies before the end of the escape is done with.
        (local.set $hits
          (i32.and
            (local.get $hits)
            (i32.shl (i32.const -1) (i32.sub (local.get $at) (local.get $i)))))
        (br $hit)))
    (unreachable))

  ;; $i after the backslash. Returns the position after the escape.
  (func $escape (param $i i32) (result i32)
    (local $byte i32)
    (local $last i32)
    (local.set $byte (i32.load8_u (local.get $i)))
    (if (i32.or
          (i32.or
            (i32.eq (local.get $byte) (i32.const 0x22))
            (i32.eq (local.get $byte) (i32.const 0x2f)))
          (i32.and
            (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x5c)) (i32.const 32))
            ;; \ b f n r t, counted from the backslash.
            (i32.shr_u (i32.const 0x01440441) (i32.sub (local.get $byte) (i32.const 0x5c)))))
      (then (return (i32.add (local.get $i) (i32.const 1)))))
    (if (i32.ne (local.get $byte) (i32.const 0x75)) (then (return (i32.const -1)))) ;; u
    (local.set $last (i32.add (local.get $i) (i32.const 4)))
    (loop $digits
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (local.set $byte (i32.load8_u (local.get $i)))
      (if (i32.eqz
            (i32.or
              (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x30)) (i32.const 10))
              (i32.lt_u
                (i32.sub (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x61))
                (i32.const 6))))
        (then (return (i32.const -1))))
      (br_if $digits (i32.lt_u (local.get $i) (local.get $last))))
    (i32.add (local.get $i) (i32.const 1)))

  (func $number (param $i i32) (result i32)
    (local $byte i32)
    (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x2d)) ;; -
      (then (local.set $i (i32.add (local.get $i) (i32.const 1)))))
    (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x30))
      (then (local.set $i (i32.add (local.get $i) (i32.const 1))))
      (else
        (local.set $i (call $digits (local.get $i)))
        (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))))
    (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x2e)) ;; .
      (then
        (local.set $i (call $digits (i32.add (local.get $i) (i32.const 1))))
        (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))))
    (if (i32.eq (i32.or (i32.load8_u (local.get $i)) (i32.const 0x20)) (i32.const 0x65)) ;; e
      (then
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (local.set $byte (i32.load8_u (local.get $i)))
        (if (i32.or
              (i32.eq (local.get $byte) (i32.const 0x2b))
              (i32.eq (local.get $byte) (i32.const 0x2d)))
          (then (local.set $i (i32.add (local.get $i) (i32.const 1)))))
        (return (call $digits (local.get $i)))))
    (local.get $i))

  ;; Returns the position after the digits; -1 when there is none.
  (func $digits (param $i i32) (result i32)
    (local $start i32)
    (local.set $start (local.get $i))
    (loop $next
      (if (i32.lt_u (i32.sub (i32.load8_u (local.get $i)) (i32.const 0x30)) (i32.const 10))
        (then
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (select (i32.const -1) (local.get $i) (i32.eq (local.get $i) (local.get $start)))))
