// Forty sentences as they are said in meetings, in three languages: what the bench translates when it is given no files. Written for this purpose.

/** Each says the same in English, Portuguese and Spanish. */
export const MEETING_SENTENCES: readonly { readonly en: string; readonly pt: string; readonly es: string }[] = [
  {
    en: 'Good morning, everyone. Can you all hear me?',
    pt: 'Bom dia a todos. Vocês conseguem me ouvir?',
    es: 'Buenos días a todos. ¿Me oyen bien?',
  },
  {
    en: 'Sorry, I was on mute.',
    pt: 'Desculpem, eu estava no mudo.',
    es: 'Perdón, tenía el micrófono apagado.',
  },
  {
    en: "Let's wait two more minutes for the others to join.",
    pt: 'Vamos esperar mais dois minutos até os outros entrarem.',
    es: 'Esperemos dos minutos más a que se conecten los demás.',
  },
  {
    en: 'Who is taking notes today?',
    pt: 'Quem está fazendo as anotações hoje?',
    es: '¿Quién toma notas hoy?',
  },
  {
    en: 'I will share my screen now.',
    pt: 'Vou compartilhar minha tela agora.',
    es: 'Voy a compartir mi pantalla ahora.',
  },
  {
    en: 'Can you see the second slide?',
    pt: 'Vocês conseguem ver o segundo slide?',
    es: '¿Pueden ver la segunda diapositiva?',
  },
  {
    en: 'Your voice is breaking up; could you say that again?',
    pt: 'Sua voz está cortando; você pode repetir?',
    es: 'Se te corta la voz; ¿puedes repetirlo?',
  },
  {
    en: 'The first item on the agenda is the budget for next year.',
    pt: 'O primeiro item da pauta é o orçamento do próximo ano.',
    es: 'El primer punto del orden del día es el presupuesto del próximo año.',
  },
  {
    en: 'We spent more than we had planned in the third quarter.',
    pt: 'Gastamos mais do que tínhamos planejado no terceiro trimestre.',
    es: 'En el tercer trimestre gastamos más de lo que habíamos planeado.',
  },
  {
    en: 'The customer asked us to deliver two weeks earlier.',
    pt: 'O cliente nos pediu para entregar duas semanas antes.',
    es: 'El cliente nos pidió que entregáramos dos semanas antes.',
  },
  {
    en: "I don't think that is possible without more people.",
    pt: 'Não acho que isso seja possível sem mais pessoas.',
    es: 'No creo que eso sea posible sin más personas.',
  },
  {
    en: 'What happens if the supplier does not answer by Friday?',
    pt: 'O que acontece se o fornecedor não responder até sexta-feira?',
    es: '¿Qué pasa si el proveedor no responde antes del viernes?',
  },
  {
    en: 'Then we will have to look for another one.',
    pt: 'Então teremos que procurar outro.',
    es: 'Entonces tendremos que buscar otro.',
  },
  {
    en: "That's a good point, and I hadn't thought of it.",
    pt: 'É um bom argumento, e eu não tinha pensado nisso.',
    es: 'Es un buen argumento, y no había pensado en eso.',
  },
  {
    en: 'Could somebody explain how the new system works?',
    pt: 'Alguém pode explicar como o novo sistema funciona?',
    es: '¿Alguien puede explicar cómo funciona el nuevo sistema?',
  },
  {
    en: 'The tests passed on my machine, but they fail on the server.',
    pt: 'Os testes passaram na minha máquina, mas falham no servidor.',
    es: 'Las pruebas pasaron en mi máquina, pero fallan en el servidor.',
  },
  {
    en: 'We found the error yesterday and fixed it this morning.',
    pt: 'Encontramos o erro ontem e o corrigimos hoje de manhã.',
    es: 'Encontramos el error ayer y lo corregimos esta mañana.',
  },
  {
    en: 'It took longer than expected because the documentation was out of date.',
    pt: 'Demorou mais do que o esperado porque a documentação estava desatualizada.',
    es: 'Llevó más tiempo de lo esperado porque la documentación estaba desactualizada.',
  },
  {
    en: 'How many people will use it every day?',
    pt: 'Quantas pessoas vão usá-lo todos os dias?',
    es: '¿Cuántas personas lo usarán cada día?',
  },
  {
    en: 'About three hundred, most of them in the sales department.',
    pt: 'Cerca de trezentas, a maioria delas no departamento de vendas.',
    es: 'Unas trescientas, la mayoría de ellas en el departamento de ventas.',
  },
  {
    en: 'I agree with what has been said so far.',
    pt: 'Concordo com o que foi dito até agora.',
    es: 'Estoy de acuerdo con lo que se ha dicho hasta ahora.',
  },
  {
    en: "I'm afraid I have to leave in ten minutes.",
    pt: 'Infelizmente tenho que sair em dez minutos.',
    es: 'Me temo que tengo que irme en diez minutos.',
  },
  {
    en: 'Before we go on, does anyone have a question?',
    pt: 'Antes de continuarmos, alguém tem alguma pergunta?',
    es: 'Antes de continuar, ¿alguien tiene alguna pregunta?',
  },
  {
    en: 'Let me check that and get back to you tomorrow.',
    pt: 'Deixe-me verificar isso e eu respondo amanhã.',
    es: 'Déjame comprobarlo y te respondo mañana.',
  },
  {
    en: 'The contract has to be signed before the end of the month.',
    pt: 'O contrato precisa ser assinado antes do fim do mês.',
    es: 'El contrato tiene que firmarse antes de fin de mes.',
  },
  {
    en: 'We are still waiting for an answer from the legal department.',
    pt: 'Ainda estamos esperando uma resposta do departamento jurídico.',
    es: 'Todavía estamos esperando una respuesta del departamento jurídico.',
  },
  {
    en: 'Which of the two options would you prefer?',
    pt: 'Qual das duas opções você prefere?',
    es: '¿Cuál de las dos opciones prefieres?',
  },
  {
    en: 'The cheaper one, as long as the quality is the same.',
    pt: 'A mais barata, desde que a qualidade seja a mesma.',
    es: 'La más barata, siempre que la calidad sea la misma.',
  },
  {
    en: 'If nobody objects, we will start on Monday.',
    pt: 'Se ninguém se opuser, começamos na segunda-feira.',
    es: 'Si nadie se opone, empezaremos el lunes.',
  },
  {
    en: 'She has been working on this project since January.',
    pt: 'Ela trabalha neste projeto desde janeiro.',
    es: 'Ella trabaja en este proyecto desde enero.',
  },
  {
    en: 'The numbers on this chart are from last week.',
    pt: 'Os números deste gráfico são da semana passada.',
    es: 'Los números de este gráfico son de la semana pasada.',
  },
  {
    en: 'Please send me the link to the document.',
    pt: 'Por favor, me envie o link do documento.',
    es: 'Por favor, envíame el enlace al documento.',
  },
  {
    en: 'I would like to hear what the others think.',
    pt: 'Eu gostaria de ouvir o que os outros pensam.',
    es: 'Me gustaría saber qué piensan los demás.',
  },
  {
    en: 'You are right, we should have told them sooner.',
    pt: 'Você tem razão, deveríamos ter avisado a eles antes.',
    es: 'Tienes razón, deberíamos haberles avisado antes.',
  },
  {
    en: 'Our users complain that the page loads too slowly.',
    pt: 'Nossos usuários reclamam que a página carrega devagar demais.',
    es: 'Nuestros usuarios se quejan de que la página carga demasiado despacio.',
  },
  {
    en: "Let's move this discussion to the end of the meeting.",
    pt: 'Vamos deixar essa discussão para o fim da reunião.',
    es: 'Dejemos esta discusión para el final de la reunión.',
  },
  {
    en: "I'll write a summary and send it to everybody.",
    pt: 'Vou escrever um resumo e enviá-lo a todos.',
    es: 'Escribiré un resumen y se lo enviaré a todos.',
  },
  {
    en: 'Shall we meet again next Thursday at the same time?',
    pt: 'Vamos nos reunir de novo na próxima quinta-feira no mesmo horário?',
    es: '¿Nos reunimos otra vez el próximo jueves a la misma hora?',
  },
  {
    en: 'Thank you all for your time and your patience.',
    pt: 'Obrigado a todos pelo tempo e pela paciência.',
    es: 'Gracias a todos por su tiempo y su paciencia.',
  },
  {
    en: 'Have a nice weekend, and see you next week.',
    pt: 'Tenham um bom fim de semana e até a próxima semana.',
    es: 'Que tengan un buen fin de semana, y hasta la próxima semana.',
  },
];
