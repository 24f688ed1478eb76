//! Sets type on pages: what is where is decided first, then it is drawn, and what it means goes into the PDF's tag tree in the
//! order of reading (PDF/UA-1, ISO 14289-1). Lengths are points (1/72 inch), from the top left.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Configuration, Validator};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{ArtifactType, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup, TagKind, TagTree};
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};
use ttf_parser::Face;

use super::paper::PaperError;

/// A4.
const PAGE: (f32, f32) = (595.0, 842.0);
/// On each side.
pub(super) const MARGIN: f32 = 56.0;
/// Between the margins.
pub(super) const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const BOTTOM: f32 = PAGE.1 - 64.0;

/// How letters look.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) colour: (u8, u8, u8),
}

/// What is drawn, at the top left of its place.
enum What {
    Text { text: String, style: Style },
    Box { width: f32, height: f32, colour: (u8, u8, u8) },
    Photo { image: Image, width: f32, height: f32 },
}

struct Op {
    x: f32,
    y: f32,
    what: What,
    /// Its place among what is read; nothing that is read where none.
    leaf: Option<usize>,
}

/// What is read: groups and, by number, what is drawn.
pub(super) enum Read {
    Group(TagKind, Vec<Read>),
    Leaf(usize),
}

/// A document that grows from top to bottom.
pub(super) struct Setter {
    pages: Vec<Vec<Op>>,
    /// Where the next thing begins.
    pub(super) y: f32,
    leaves: usize,
    /// Headings: what they say, and on which page and how far down they stand.
    headings: Vec<(String, usize, f32)>,
    faces: [Face<'static>; 2],
    fonts: [Font; 2],
}

impl Setter {
    pub(super) fn new() -> Result<Setter, PaperError> {
        let [regular, bold] = assets::FONTS;
        let face = |font| Face::parse(font, 0).map_err(|error| PaperError(error.to_string()));
        let font = |font: &'static [u8]| {
            Font::new(font.to_vec().into(), 0).ok_or_else(|| PaperError("a font cannot be read".to_owned()))
        };
        Ok(Setter {
            pages: vec![Vec::new()],
            y: MARGIN,
            leaves: 0,
            headings: Vec::new(),
            faces: [face(regular)?, face(bold)?],
            fonts: [font(regular)?, font(bold)?],
        })
    }

    /// Begins a new page unless so much fits below; true where it did.
    pub(super) fn room(&mut self, height: f32) -> bool {
        let full = self.y + height > BOTTOM && self.y > MARGIN;
        if full {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
        full
    }

    /// How wide a text is.
    pub(super) fn width(&self, text: &str, style: Style) -> f32 {
        let [regular, bold] = &self.faces;
        let face = if style.bold { bold } else { regular };
        let advance =
            |letter| f32::from(face.glyph_index(letter).and_then(|id| face.glyph_hor_advance(id)).unwrap_or(0));
        text.chars().map(advance).sum::<f32>() * style.size / f32::from(face.units_per_em())
    }

    /// Only letters that the fonts have: whatever else somebody typed would make the paper unreadable.
    fn plain(&self, text: &str) -> String {
        let [regular, _] = &self.faces;
        let known = |letter: char| if regular.glyph_index(letter).is_some() { letter } else { '?' };
        text.chars().filter(|letter| !letter.is_control()).map(known).collect()
    }

    fn draw(&mut self, x: f32, y: f32, what: What, read: bool) -> usize {
        let leaf = self.leaves;
        self.leaves += usize::from(read);
        if let Some(page) = self.pages.last_mut() {
            page.push(Op { x, y, what, leaf: read.then_some(leaf) });
        }
        leaf
    }

    /// One line, `x` from the left edge of the page.
    pub(super) fn line(&mut self, x: f32, y: f32, text: &str, style: Style) -> Read {
        let text = self.plain(text);
        Read::Leaf(self.draw(x, y, What::Text { text, style }, true))
    }

    /// A line that ends at `right`.
    pub(super) fn line_to(&mut self, right: f32, y: f32, text: &str, style: Style) -> Read {
        let text = self.plain(text);
        let x = right - self.width(&text, style);
        Read::Leaf(self.draw(x, y, What::Text { text, style }, true))
    }

    /// A line that is seen and not read, such as a head that is repeated.
    pub(super) fn seen(&mut self, x: f32, y: f32, text: &str, style: Style) {
        let text = self.plain(text);
        self.draw(x, y, What::Text { text, style }, false);
    }

    /// A box that is seen and not read.
    pub(super) fn bar(&mut self, x: f32, y: f32, (width, height): (f32, f32), colour: (u8, u8, u8)) {
        self.draw(x, y, What::Box { width, height, colour }, false);
    }

    /// A JPEG, as large as fits.
    pub(super) fn photo(&mut self, (x, y): (f32, f32), jpeg: Vec<u8>, most: (f32, f32)) -> Option<(Read, f32)> {
        let image = Image::from_jpeg(jpeg.into(), true).ok()?;
        let (wide, high) = (image.size().0 as f32, image.size().1 as f32);
        let scale = (most.0 / wide).min(most.1 / high);
        let (width, height) = (wide * scale, high * scale);
        Some((Read::Leaf(self.draw(x, y, What::Photo { image, width, height }, true)), height))
    }

    /// Lines that are at most so wide; a word that is longer stands alone.
    pub(super) fn wrapped(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in self.plain(text).split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line}{word}"), style) <= width => line.push_str(word),
                _ => lines.push(word.to_owned()),
            }
            // The space stays at the end of a line, so that words are apart also where they are read aloud.
            lines.last_mut().into_iter().for_each(|line| line.push(' '));
        }
        lines
    }

    /// A text over as many lines and pages as it needs, `x` from the left edge.
    pub(super) fn text(&mut self, x: f32, width: f32, text: &str, style: Style, tag: TagKind) -> Read {
        let mut read = Vec::new();
        for line in self.wrapped(text, style, width) {
            self.room(style.size * 1.5);
            read.push(self.line(x, self.y, &line, style));
            self.y += style.size * 1.45;
        }
        Read::Group(tag, read)
    }

    /// A heading that is never alone at the foot of a page.
    pub(super) fn heading(&mut self, level: u16, text: &str, style: Style) -> Read {
        self.room(style.size * 1.45 + 60.0);
        self.headings.push((self.plain(text), self.pages.len() - 1, self.y));
        let tag = Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), Some(self.plain(text)));
        let read = self.text(MARGIN, WIDTH, text, style, tag.into());
        self.y += style.size * 0.35;
        read
    }

    /// The PDF. `foot` is written at the foot of each page, with its number.
    pub(super) fn finish(
        mut self,
        read: Vec<Read>,
        (title, lang): (&str, &str),
        foot: &str,
        at: DateTime,
    ) -> Result<Vec<u8>, PaperError> {
        let count = self.pages.len();
        let small = Style { size: 8.0, bold: false, colour: (76, 91, 96) };
        let settings = SerializeSettings {
            configuration: Configuration::new_with_validator(Validator::UA1),
            enable_tagging: true,
            ..SerializeSettings::default()
        };
        let mut document = Document::new_with(settings);
        let mut leaves: Vec<Option<Identifier>> = (0..self.leaves).map(|_| None).collect();
        for (place, ops) in std::mem::take(&mut self.pages).into_iter().enumerate() {
            let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| PaperError("no page".to_owned()))?;
            let mut page = document.start_page_with(size);
            let mut surface = page.surface();
            for op in ops {
                let tag = match op.leaf {
                    Some(_) => ContentTag::Span(SpanTag::empty()),
                    None => ContentTag::Artifact(ArtifactType::Other),
                };
                let tag =
                    if op.leaf.is_some() && matches!(op.what, What::Photo { .. }) { ContentTag::Other } else { tag };
                let identifier = surface.start_tagged(tag);
                self.put(&mut surface, op.x, op.y, op.what);
                surface.end_tagged();
                if let Some(leaf) = op.leaf.and_then(|leaf| leaves.get_mut(leaf)) {
                    *leaf = Some(identifier);
                }
            }
            let number = format!("{} / {count}", place + 1);
            let right = PAGE.0 - MARGIN - self.width(&number, small);
            surface.start_tagged(ContentTag::Artifact(ArtifactType::Footer));
            let foot = self.plain(foot);
            self.put(&mut surface, MARGIN, PAGE.1 - 44.0, What::Text { text: foot, style: small });
            self.put(&mut surface, right, PAGE.1 - 44.0, What::Text { text: number, style: small });
            surface.end_tagged();
            surface.finish();
            page.finish();
        }
        let mut tree = TagTree::new();
        read.into_iter().filter_map(|it| node(it, &mut leaves)).for_each(|node| tree.push(node));
        document.set_tag_tree(tree);
        let mut outline = Outline::new();
        for (text, page, y) in std::mem::take(&mut self.headings) {
            outline.push_child(OutlineNode::new(text, XyzDestination::new(page, Point::from_xy(MARGIN, y))));
        }
        document.set_outline(outline);
        let metadata = Metadata::new().title(title.to_owned()).language(lang.to_owned()).creation_date(at);
        document.set_metadata(metadata.creator("Kümmerer".to_owned()));
        document.finish().map_err(|error| PaperError(format!("{error:?}")))
    }

    fn put(&self, surface: &mut Surface, x: f32, y: f32, what: What) {
        let fill = |(red, green, blue): (u8, u8, u8)| Fill {
            paint: rgb::Color::new(red, green, blue).into(),
            opacity: NormalizedF32::ONE,
            rule: Default::default(),
        };
        match what {
            What::Text { text, style } => {
                let [regular, bold] = &self.fonts;
                let font = if style.bold { bold } else { regular };
                surface.set_fill(Some(fill(style.colour)));
                // The line's foot; what hangs below it is a quarter of the size.
                let foot = Point::from_xy(x, y + style.size);
                surface.draw_text(foot, font.clone(), style.size, &text, false, TextDirection::Auto);
            }
            What::Box { width, height, colour } => {
                let mut path = PathBuilder::new();
                if let Some(rect) = Rect::from_xywh(x, y, width, height) {
                    path.push_rect(rect);
                }
                if let Some(path) = path.finish() {
                    surface.set_fill(Some(fill(colour)));
                    surface.draw_path(&path);
                }
            }
            What::Photo { image, width, height } => {
                if let Some(size) = Size::from_wh(width, height) {
                    surface.push_transform(&Transform::from_translate(x, y));
                    surface.draw_image(image, size);
                    surface.pop();
                }
            }
        }
    }
}

/// Each leaf is somewhere once.
fn node(read: Read, leaves: &mut [Option<Identifier>]) -> Option<Node> {
    match read {
        Read::Leaf(leaf) => leaves.get_mut(leaf)?.take().map(Node::from),
        Read::Group(tag, inner) => {
            let mut group = TagGroup::new(tag);
            inner.into_iter().filter_map(|it| node(it, leaves)).for_each(|node| group.push(node));
            Some(group.into())
        }
    }
}
