//! PDF files made by hand, good and bad.

/// Objects on their way to a file.
pub struct Made {
    objects: Vec<Vec<u8>>,
    trailer: String,
}

impl Made {
    /// A file whose pages have these contents, in Helvetica as `F`.
    pub fn pages<'a>(contents: impl IntoIterator<Item = &'a str>) -> Self {
        let mut made = Self {
            objects: Vec::new(),
            trailer: String::new(),
        };
        made.add("<< /Type /Catalog /Pages 2 0 R >>");
        made.add("");
        made.add(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        );
        let mut kids = Vec::new();
        for content in contents {
            let content = made.add_stream("", content.as_bytes());
            kids.push(made.add(&format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R \
                 /Resources << /Font << /F 3 0 R >> >> >>"
            )));
        }
        let listed: Vec<String> = kids.iter().map(|kid| format!("{kid} 0 R")).collect();
        made.put(
            2,
            &format!(
                "<< /Type /Pages /Count {} /Kids [{}] >>",
                kids.len(),
                listed.join(" ")
            ),
        );
        made
    }

    /// A page that says this at its top.
    pub fn saying(words: &str) -> Self {
        Self::pages([line(words).as_str()])
    }

    /// One more object; its number.
    pub fn add(&mut self, object: &str) -> usize {
        self.objects.push(object.as_bytes().to_vec());
        self.objects.len()
    }

    /// One more stream; its number.
    pub fn add_stream(&mut self, dict: &str, content: &[u8]) -> usize {
        let head = format!("<< /Length {} {dict} >>\nstream\n", content.len());
        self.objects
            .push([head.as_bytes(), content, b"\nendstream"].concat());
        self.objects.len()
    }

    /// Another object under this number.
    pub fn put(&mut self, number: usize, object: &str) {
        self.objects[number - 1] = object.as_bytes().to_vec();
    }

    /// More words in the trailer.
    pub fn trailing(mut self, words: &str) -> Self {
        self.trailer = words.to_owned();
        self
    }

    /// The file.
    pub fn file(&self) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut places = Vec::new();
        for (index, object) in self.objects.iter().enumerate() {
            places.push(file.len());
            file.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
            file.extend_from_slice(object);
            file.extend_from_slice(b"\nendobj\n");
        }
        let start = file.len();
        let count = places.len() + 1;
        let trailer = &self.trailer;
        file.extend_from_slice(format!("xref\n0 {count}\n0000000000 65535 f \n").as_bytes());
        for place in places {
            file.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
        }
        file.extend_from_slice(
            format!(
                "trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
            )
            .as_bytes(),
        );
        file
    }
}

/// The content of a page with one line.
pub fn line(words: &str) -> String {
    format!("BT /F 12 Tf 72 770 Td ({words}) Tj ET")
}
