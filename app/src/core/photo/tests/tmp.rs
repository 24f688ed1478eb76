use super::{fixtures::*, *};
#[test]
fn tmp() {
    let scene = scene(320, 240);
    for (n, file) in [jpeg(&scene), progressive(&scene)].iter().enumerate() {
        for part in 1..20 {
            let len = file.len() * part / 20;
            let hole = [&file[..len], &[0xff, 0xd9]].concat();
            let r = match prepare(&hole, &Limits::default()) { Prepared::Photo { .. } => "photo".to_string(), Prepared::Undecodable { why, .. } => why.to_string() };
            println!("hole {n} {part} {r}");
            if r == "photo" { image::load_from_memory(&hole).unwrap().save(format!("/tmp/look/hole_{n}_{part}.png")).unwrap(); }
        }
    }
    let f = std::fs::read("/work/shared/data/photos/corrupted.jpg").unwrap();
    println!("corrupted {:?}", image::load_from_memory(&f).map(|i| i.thumbnail(800,800).save("/tmp/look/corrupted.png")));
    println!("{:?}", strip::jpeg(&f, 100).map(|e| { use zune_jpeg::{*, zune_core::{options::*, bytestream::*}};
      let mut d = JpegDecoder::new_with_options(ZCursor::new(e.bytes), DecoderOptions::default().set_strict_mode(true)); d.decode().map(|v| v.len()) } ).map_err(|e| e.to_string()));
}
