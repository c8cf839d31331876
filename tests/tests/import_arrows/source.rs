//! What one source file mentions: paths, string literals, `async`, modules. Read with a Rust parser; the bodies of
//! macros, which no parser can know, are read token by token.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A path, its first segment resolved: `crate`, or the name of another crate, or something local.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mention {
    pub(crate) line: usize,
    pub(crate) path: Vec<String>,
    pub(crate) form: Form,
    /// Under `#[cfg(test)]`.
    pub(crate) in_tests: bool,
}

/// How a path is mentioned. A macro's name is a name like any other once it stands in a `use`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// `use a::b`, or `a::b` in passing.
    Name,
    /// `use a::b::*`
    Everything,
    /// `a::b!(…)`
    Macro,
}

/// `mod a;`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Module {
    pub(crate) path: Vec<String>,
    /// Under `#[cfg(test)]`.
    pub(crate) in_tests: bool,
}

/// All that the rules ask about.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) mentions: Vec<Mention>,
    /// String literals, documentation left out.
    pub(crate) strings: Vec<(usize, String)>,
    /// Lines with `async` or `.await`.
    pub(crate) asynchronous: Vec<usize>,
    /// Lines that pull in source from where its place in the house cannot be seen: `#[path]`, `include!`.
    pub(crate) smuggled: Vec<usize>,
    /// Modules declared here that live in files of their own.
    pub(crate) modules: Vec<Module>,
    /// Macros that `#[macro_export]` lifts to the top of the crate.
    pub(crate) exported_macros: Vec<String>,
    /// What `use` gave a name to, anywhere in the file.
    pub(crate) aliases: BTreeMap<String, Vec<String>>,
}

/// Reads a file that is the module `module` of its crate; the crate calls itself `crate_name`.
pub(crate) fn read(text: &str, module: &[String], crate_name: &str) -> syn::Result<Facts> {
    let file = syn::parse_file(text)?;
    let mut reader = Reader { module: module.to_vec(), ..Reader::default() };
    reader.visit_file(&file);
    let mut facts = reader.facts;
    for mention in &mut facts.mentions {
        resolve(&mut mention.path, &facts.aliases, crate_name);
    }
    facts.mentions.sort();
    facts.mentions.dedup();
    Ok(facts)
}

/// Puts what a `use` in this file stands for in the place of a path's first segment.
fn resolve(path: &mut Vec<String>, aliases: &BTreeMap<String, Vec<String>>, crate_name: &str) {
    // Names may stand for names; a circle of them compiles nowhere, and ends here too.
    for _ in 0..=aliases.len() {
        let Some(full) = aliases.get(&path[0]).filter(|full| path.len() > 1 && full[0] != path[0]) else { break };
        path.splice(0..1, full.iter().cloned());
    }
    if path[0] == crate_name {
        "crate".clone_into(&mut path[0]);
    }
}

#[derive(Default)]
struct Reader {
    facts: Facts,
    /// The module that is being read, inline modules included.
    module: Vec<String>,
    in_tests: bool,
}

impl Reader {
    fn mention(&mut self, span: Span, path: Vec<String>, form: Form) {
        let path = self.seen_from_top(path);
        if !path.is_empty() {
            self.facts.mentions.push(Mention { line: span.start().line, path, form, in_tests: self.in_tests });
        }
    }

    /// `self::` and `super::` as seen from the top of the crate.
    fn seen_from_top(&self, path: Vec<String>) -> Vec<String> {
        let ups = path.iter().take_while(|name| *name == "super" || *name == "self").count();
        if ups == 0 {
            return path;
        }
        let supers = path[..ups].iter().filter(|name| *name == "super").count();
        let here = &self.module[..self.module.len().saturating_sub(supers)];
        ["crate".to_owned()].into_iter().chain(here.iter().cloned()).chain(path[ups..].iter().cloned()).collect()
    }

    fn import(&mut self, tree: &syn::UseTree, mut path: Vec<String>) {
        match tree {
            syn::UseTree::Path(step) => {
                path.push(name(&step.ident));
                self.import(&step.tree, path);
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path.clone());
                }
            }
            syn::UseTree::Glob(glob) => self.mention(glob.span(), path, Form::Everything),
            syn::UseTree::Name(last) => self.import_as(last.span(), path, &name(&last.ident), None),
            syn::UseTree::Rename(last) => {
                self.import_as(last.span(), path, &name(&last.ident), Some(name(&last.rename)));
            }
        }
    }

    fn import_as(&mut self, span: Span, mut path: Vec<String>, last: &str, alias: Option<String>) {
        // `use a::{self}` names `a`; `use self as b` and `use super as b` are their own last step.
        if last != "self" || path.is_empty() {
            path.push(last.to_owned());
        }
        let full = self.seen_from_top(path.clone());
        if let (Some(alias), false) = (alias.or_else(|| full.last().cloned()), full.is_empty()) {
            self.facts.aliases.insert(alias, full);
        }
        self.mention(span, path, Form::Name);
    }

    /// Finds paths and string literals among tokens. `prefix` is the path before a `::{…}`.
    fn tokens(&mut self, tokens: TokenStream, prefix: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = tokens.as_slice();
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            match first {
                TokenTree::Ident(ident) => rest = self.path_among_tokens(ident, after, prefix),
                TokenTree::Group(group) => self.tokens(group.stream(), &[]),
                TokenTree::Literal(literal) => {
                    if let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) {
                        self.visit_lit_str(&text);
                    }
                }
                TokenTree::Punct(_) => {}
            }
        }
    }

    /// Reads on from the first segment of a path. Returns the tokens behind it.
    fn path_among_tokens<'t>(&mut self, first: &Ident, after: &'t [TokenTree], prefix: &[String]) -> &'t [TokenTree] {
        if *first == "async" || *first == "await" {
            self.facts.asynchronous.push(first.span().start().line);
        }
        let mut path = prefix.to_vec();
        path.push(name(first));
        let mut rest = after;
        while let [TokenTree::Punct(one), TokenTree::Punct(two), next, behind @ ..] = rest
            && (one.as_char(), two.as_char()) == (':', ':')
        {
            rest = behind;
            match next {
                TokenTree::Ident(ident) => path.push(name(ident)),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    self.tokens(group.stream(), &path);
                    return rest;
                }
                TokenTree::Punct(star) if star.as_char() == '*' => {
                    self.mention(first.span(), path, Form::Everything);
                    return rest;
                }
                _ => break,
            }
        }
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        match rest {
            [TokenTree::Punct(bang), TokenTree::Group(_), ..] if bang.as_char() == '!' => {
                self.mention(first.span(), path, Form::Macro);
            }
            _ if path.len() > 1 => self.mention(first.span(), path, Form::Name),
            _ => {}
        }
        rest
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&item.tree, Vec::new());
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let alias = item.rename.as_ref().map(|(_, alias)| name(alias));
        self.import_as(item.span(), Vec::new(), &name(&item.ident), alias);
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        let outside = self.in_tests;
        self.in_tests |= attributes(item).iter().any(is_for_tests);
        visit::visit_item(self, item);
        self.in_tests = outside;
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(name(&item.ident));
        if item.content.is_none() {
            self.facts.modules.push(Module { path: self.module.clone(), in_tests: self.in_tests });
        }
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        let is_exported = item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
        if let (true, Some(ident)) = (is_exported, &item.ident) {
            self.facts.exported_macros.push(name(ident));
        }
        visit::visit_item_macro(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let segments = path.segments.iter().map(|segment| name(&segment.ident)).collect();
            self.mention(path.span(), segments, Form::Name);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        let path: Vec<String> = item.path.segments.iter().map(|segment| name(&segment.ident)).collect();
        if path == ["include"] {
            self.facts.smuggled.push(item.span().start().line);
        }
        self.mention(item.span(), path, Form::Macro);
        self.tokens(item.tokens.clone(), &[]);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let path = attribute.path();
        if path.is_ident("path") {
            self.facts.smuggled.push(attribute.span().start().line);
        }
        // `#[serde(with = "a::b")]` and its like name paths in strings. Documentation is `#[doc = "…"]`, no list.
        self.visit_path(path);
        let strings_before = self.facts.strings.len();
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone(), &[]);
        }
        for (line, text) in self.facts.strings.split_off(strings_before) {
            if let Ok(path) = syn::parse_str::<syn::Path>(&text) {
                let path = path.segments.iter().map(|segment| name(&segment.ident)).collect();
                let path = self.seen_from_top(path);
                self.facts.mentions.push(Mention { line, path, form: Form::Name, in_tests: self.in_tests });
            }
        }
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(in crate::a)` imports nothing.
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.facts.strings.push((text.span().start().line, text.value()));
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let Some(keyword) = &signature.asyncness {
            self.facts.asynchronous.push(keyword.span().start().line);
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        self.facts.asynchronous.push(block.span().start().line);
        visit::visit_expr_async(self, block);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        if let Some(keyword) = &closure.asyncness {
            self.facts.asynchronous.push(keyword.span().start().line);
        }
        visit::visit_expr_closure(self, closure);
    }

    fn visit_expr_await(&mut self, expression: &'ast syn::ExprAwait) {
        self.facts.asynchronous.push(expression.await_token.span().start().line);
        visit::visit_expr_await(self, expression);
    }
}

fn name(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// `#[cfg(test)]`, to the letter: `cfg(any(test, …))` ships.
fn is_for_tests(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<Ident>().is_ok_and(|flag| flag == "test")
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
